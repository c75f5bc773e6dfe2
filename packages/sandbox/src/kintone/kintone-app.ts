import { setTimeout as delay } from 'node:timers/promises';
import { silentPost } from '../hints/hint-post.ts';
import type { SandboxApp, SandboxContext, SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import { appRoutes } from './apps/app-routes.ts';
import { deployRoutes } from './apps/deploy-routes.ts';
import { settleDeployments } from './apps/deployment.ts';
import { formRoutes } from './apps/form-routes.ts';
import { layoutRoutes } from './apps/layout-routes.ts';
import { processRoutes } from './apps/process-routes.ts';
import { recordRightRoutes } from './apps/record-right-routes.ts';
import { settingsRoutes } from './apps/settings-routes.ts';
import { bulkRequestRoute } from './bulk-request.ts';
import { fileRoutes } from './files/file-routes.ts';
import { type KintoneCaller, readCaller } from './kintone-access.ts';
import { type AppState, createDomain, newUuid, rememberCaller } from './kintone-domain.ts';
import { KintoneFailure, noPrivilege, tokenMayNot } from './kintone-errors.ts';
import { paramsOf } from './kintone-input.ts';
import { createConcurrencyGate } from './kintone-limits.ts';
import { createKintoneOAuth } from './kintone-oauth.ts';
import { type KintoneOptions, withDefaults } from './kintone-options.ts';
import { createRouter, RawAnswer, type Route } from './kintone-router.ts';
import { KintoneTransaction } from './kintone-transaction.ts';
import { KintoneWebhooks } from './kintone-webhooks.ts';
import { loadDomain } from './load-domain.ts';
import { overriddenMethod } from './overridden-method.ts';
import { pageRoutes } from './page-routes.ts';
import { cursorRoutes } from './records/cursor-routes.ts';
import { recordRoutes } from './records/record-routes.ts';
import { rightsRoutes } from './records/rights-routes.ts';
import { statusRoutes } from './records/status-routes.ts';
import { userRoutes } from './user-routes.ts';

export interface KintoneAppOptions extends KintoneOptions {
  /** Whether the vendor's limit of concurrent calls is enforced. */
  readonly limits?: boolean;
}

/** Longer URLs are refused, by something in front of Kintone that does not answer in JSON. */
const longestUrl = 8_192;

/**
 * Kintone's REST API in memory: one domain, with apps that are made, deployed and filled through the API itself.
 *
 * Every API token is taken for every app, and every login name and password; one that begins with `invalid` or `expired`
 * is refused, one that begins with `noscope` may only read, and a token that begins with `of-12-` is of app 12 alone.
 */
export function createKintoneApp(context: SandboxContext, options: KintoneAppOptions = {}): SandboxApp {
  const { limits = true, ...rest } = options;
  const settings = withDefaults(rest);
  let domain = createDomain({ ...settings, deployMs: settings.deployMs / context.speed }, context);
  const oauth = createKintoneOAuth(context);
  const gate = createConcurrencyGate(settings.concurrentRequests, limits);
  const { now, speed, random, post = silentPost, drawHintFault: draw = () => undefined } = context;
  const webhooks = new KintoneWebhooks({ now, speed, random, post, draw });
  const routes = [
    ...appRoutes,
    ...formRoutes,
    ...layoutRoutes,
    ...processRoutes,
    ...settingsRoutes,
    ...deployRoutes,
    ...recordRoutes,
    ...statusRoutes,
    ...cursorRoutes,
    ...fileRoutes,
    ...rightsRoutes,
    ...recordRightRoutes,
    ...userRoutes,
    ...pageRoutes,
  ];
  const findSingle = createRouter(routes);
  const find = createRouter([...routes, bulkRequestRoute(findSingle)]);

  function answer(request: SandboxRequest): SandboxResponse {
    const caller = readCaller(request.headers, oauth);
    rememberCaller(domain, caller);
    settleDeployments(domain);
    const method = overriddenMethod(request.method, request.headers);
    const match = find(method, request.path);
    if (match === undefined) throw new KintoneFailure(404, 'CB_NF01', 'The specified API is not found.');
    checkRight(match.route, caller);
    const transaction = new KintoneTransaction();
    try {
      const params = match.route.json ? paramsOf(request, method) : undefined;
      const { route, guestSpaceId } = match;
      const call = {
        domain,
        caller,
        guestSpaceId,
        params,
        request,
        transaction,
        webhooks,
        counted: new Set<AppState>(),
      };
      const body = route.handle(call);
      transaction.commit();
      return body instanceof RawAnswer ? body.response : { status: 200, body };
    } catch (error) {
      transaction.rollback();
      throw error;
    }
  }

  function answerOrRefusal(request: SandboxRequest): SandboxResponse {
    try {
      return answer(request);
    } catch (error) {
      return refusal(error);
    }
  }

  /** With the count of running calls that every answer tells, this one included. */
  async function answerAmongOthers(request: SandboxRequest): Promise<SandboxResponse> {
    const leave = gate.enter();
    try {
      if (settings.answerMs > 0) await delay(settings.answerMs / context.speed);
      const response = answerOrRefusal(request);
      return { ...response, headers: { ...gate.headers(), ...response.headers } };
    } finally {
      leave();
    }
  }

  function refusal(error: unknown): SandboxResponse {
    if (!(error instanceof KintoneFailure)) throw error;
    return { status: error.status, headers: error.headers, body: error.toBody(newUuid(context.random)) };
  }

  return {
    name: 'kintone',
    oauth,
    load(id, copy) {
      const loaded = loadDomain(id, copy, domain.settings, context);
      ({ domain } = loaded);
      return loaded.notes;
    },
    async handle(request) {
      if (request.path.length + request.rawQuery.length + 1 > longestUrl) {
        return { status: 414, body: 'Request-URI Too Large' };
      }
      const authorization = oauth.handle(request);
      if (authorization !== null) return authorization;
      // Whoever is refused at the gate is told how many are inside.
      return answerAmongOthers(request).catch(refusal);
    },
  };
}

function checkRight(route: Route, caller: KintoneCaller): void {
  const token = caller.kind === 'token';
  if (token && route.loginOnly) throw tokenMayNot();
  if (route.access === 'write' && !caller.mayWrite) throw token ? tokenMayNot() : noPrivilege();
}
