import { z } from 'zod';
import { checkLookupKeys } from '../fields/check-associations.ts';
import { flagInput, idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { requireApp } from '../require-app.ts';
import { checkRevision } from './change-preview.ts';
import { settleDeployments } from './deployment.ts';

const appsMaximum = 300;
const deployInput = z.object({
  apps: z
    .array(z.object({ app: idInput, revision: revisionInput.optional() }))
    .min(1)
    .max(appsMaximum),
  revert: flagInput.optional(),
});
const statusInput = z.object({ apps: z.array(idInput).min(1).max(appsMaximum) });

/** `/k/v1/preview/app/deploy.json`: starting a deployment, and asking how it goes. */
export const deployRoutes: readonly Route[] = [
  route('POST', 'preview/app/deploy', startDeployment),
  route('GET', 'preview/app/deploy', (call) => {
    const apps = readParams(call.params, statusInput).apps.map((id) => requireApp(call, id));
    return { apps: apps.map(({ id, deployment }) => ({ app: id, status: deployment?.status ?? 'SUCCESS' })) };
  }),
];

function startDeployment(call: KintoneCall): object {
  const { apps: entries, revert } = readParams(call.params, deployInput);
  const { domain } = call;
  const apps = entries.map(({ app: id, revision }) => {
    const app = requireApp(call, id);
    checkRevision(app, revision);
    return app;
  });
  for (const app of apps) {
    if (revert === true) app.preview = app.live ?? app.preview;
    else checkLookupKeys(domain, app.preview);
  }
  if (revert === true) return {};
  const endsAt = domain.now() + domain.settings.deployMs;
  for (const app of apps) app.deployment = { status: 'PROCESSING', endsAt, form: app.preview };
  settleDeployments(domain);
  return {};
}
