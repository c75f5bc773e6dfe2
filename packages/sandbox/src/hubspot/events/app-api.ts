import type { SandboxRequest, SandboxResponse } from '../../sandbox-app.ts';
import { HubspotFailure, missingScopes, notAuthenticated, resourceNotFound, tokenExpired } from '../hubspot-errors.ts';
import { isoTime } from '../hubspot-times.ts';
import type { HubspotApps } from './hubspot-apps.ts';
import { journalCalls } from './journal-calls.ts';
import { readJournalFile } from './journal-files.ts';
import { webhookCalls } from './webhook-calls.ts';

const ofApps = /^\/(webhooks-journal|app-webhooks)\//;
const tokenPath = /^\/oauth\/(2026-03|2026-09)\/token$/;

/** `null`: the request is for a portal. Calls of apps count towards no limit of a portal. */
export function createAppApi(
  apps: HubspotApps,
  clock: { readonly now: () => number },
): (request: SandboxRequest) => SandboxResponse | null {
  const routes = [...journalCalls, ...webhookCalls];
  return (request) => {
    const { path, method } = request;
    const file = readJournalFile(apps, request, clock.now());
    if (file !== null) return file;
    if (tokenPath.test(path)) return grantToken(apps, request);
    if (!ofApps.test(path)) return null;
    const { app, scopes } = readApp(apps, request.headers.authorization, clock.now());
    const fitting = routes.filter((one) => one.path.test(path));
    const found = fitting.find((one) => one.method === method);
    if (found === undefined) {
      throw fitting.length === 0
        ? resourceNotFound()
        : new HubspotFailure(405, { message: `The given HTTP method ${method} is not supported here.` });
    }
    if (found.scope !== null && !scopes.has(found.scope)) throw missingScopes([found.scope]);
    const params = found.path.exec(path)?.groups ?? {};
    // Another app is none that this one may see.
    if (params.appId !== undefined && params.appId !== String(app.appId)) throw resourceNotFound();
    return found.handle({ app, request, params, now: clock.now() });
  };
}

function readApp(apps: HubspotApps, authorization: string | undefined, now: number) {
  const found = apps.find(/^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
  // A service key, or the token of a portal, is none of an app.
  if (found === undefined) throw notAuthenticated();
  if (found === 'ended') throw tokenExpired(isoTime(now));
  return found;
}

/** RFC 6749, 4.4. `null`: another kind of grant, which is not for here. */
function grantToken(apps: HubspotApps, { method, body }: SandboxRequest): SandboxResponse | null {
  const form = new URLSearchParams(body.toString('utf8'));
  if (method !== 'POST' || form.get('grant_type') !== 'client_credentials') return null;
  const app = apps.byClient(form.get('client_id') ?? '');
  if (app === undefined || app.clientSecret !== form.get('client_secret')) {
    const told = 'client_id or client_secret is not that of an app';
    return {
      status: 400,
      body: { error: 'invalid_client', error_description: told, status: 'BAD_CLIENT_ID', message: told },
    };
  }
  const scopes = (form.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  const { token, expiresIn } = apps.grant(app, scopes);
  return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: expiresIn, scopes } };
}
