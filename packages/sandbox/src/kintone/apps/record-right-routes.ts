import { z } from 'zod';
import { flagInput, idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { compileQuery } from '../query/run-query.ts';
import { requireApp, requireLiveApp } from '../require-app.ts';
import { changePreview } from './change-preview.ts';
import type { FormState } from './form-state.ts';

const readInput = z.object({ app: idInput });
const flag = flagInput.default(false);
const rightsInput = z.object({
  app: idInput,
  rights: z.array(
    z.object({
      filterCond: z.string().default(''),
      entities: z.array(
        z.object({
          entity: z.object({ type: z.string(), code: z.string() }),
          viewable: flag,
          editable: flag,
          deletable: flag,
          includeSubs: flag,
        }),
      ),
    }),
  ),
  revision: revisionInput.optional(),
});

/** Permissions for records: who may see, edit and delete which. */
export const recordRightRoutes: readonly Route[] = [
  route('GET', 'record/acl', (call) => viewRights(requireLiveApp(call, readParams(call.params, readInput).app).form)),
  route('GET', 'preview/record/acl', (call) =>
    viewRights(requireApp(call, readParams(call.params, readInput).app).preview),
  ),
  route('PUT', 'preview/record/acl', setRights),
];

function viewRights({ recordRights, revision }: FormState): object {
  return { rights: recordRights, revision: String(revision) };
}

function setRights(call: KintoneCall): object {
  const { app: appId, rights, revision } = readParams(call.params, rightsInput);
  const app = requireApp(call, appId);
  return changePreview(call, app, revision, (form) => {
    // A condition that does not fit the form is refused like a query.
    for (const { filterCond } of rights) compileQuery({ now: call.domain.now, user: '' }, form, filterCond);
    return { ...form, recordRights: rights };
  });
}
