import { silentPost } from '../hints/hint-post.ts';
import type { SandboxApp, SandboxContext, SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import { accountRoutes } from './account-routes.ts';
import { associationLabelRoutes } from './associations/association-label-routes.ts';
import { associationLimitRoutes } from './associations/association-limit-routes.ts';
import { associationRoutes } from './associations/association-routes.ts';
import { legacyAssociationRoutes } from './associations/legacy-association-routes.ts';
import { createPortal } from './create-portal.ts';
import { createAppApi } from './events/app-api.ts';
import { HubspotApps } from './events/hubspot-apps.ts';
import { installRoutes } from './events/install-routes.ts';
import type { ChangeSource } from './events/portal-event.ts';
import { HubspotFailure, missingScopes, resourceNotFound } from './hubspot-errors.ts';
import { createHubspotOAuth } from './hubspot-oauth.ts';
import { type HubspotOptions, type HubspotSettings, withDefaults } from './hubspot-options.ts';
import { createHubspotLimiter } from './hubspot-rate-limits.ts';
import { createRouter, type RouteMatch } from './hubspot-router.ts';
import { type HubspotCaller, integrationId, isOfPrivateApp, readCaller } from './hubspot-tokens.ts';
import { loadPortal } from './load-portal.ts';
import { pipelineRoutes } from './pipelines/pipeline-routes.ts';
import type { Portal } from './portal.ts';
import { propertyGroupRoutes } from './properties/property-group-routes.ts';
import { propertyRoutes } from './properties/property-routes.ts';
import { validationRoutes } from './properties/validation-routes.ts';
import { batchRoutes } from './records/batch-routes.ts';
import { recordRoutes } from './records/record-routes.ts';
import { secondaryEmailRoutes } from './records/secondary-emails.ts';
import { schemaRoutes } from './schemas/schema-routes.ts';
import { searchRoutes } from './search/search-routes.ts';
import { tokenRoutes } from './token-routes.ts';

export interface HubspotAppOptions extends HubspotOptions {
  /** Whether the vendor's rate limits are enforced. */
  readonly limits?: boolean;
}

/** HubSpot's CRM API, kept in memory: each bearer token is a portal of its own. */
export function createHubspotApp(context: SandboxContext, options: HubspotAppOptions = {}): SandboxApp {
  const { limits = true, ...rest } = options;
  const settings = withDefaults(rest);
  const limiter = createHubspotLimiter({ now: context.now, speed: context.speed, enabled: limits, settings });
  const { now: clock, speed, random, post = silentPost, drawHintFault = () => undefined } = context;
  const apps = new HubspotApps({ now: clock, speed, random, post, drawHintFault, settings });
  const find = createRouter([
    ...recordRoutes,
    ...secondaryEmailRoutes,
    ...batchRoutes,
    ...searchRoutes,
    ...associationRoutes,
    ...legacyAssociationRoutes,
    ...associationLabelRoutes,
    ...associationLimitRoutes,
    ...propertyRoutes,
    ...propertyGroupRoutes,
    ...validationRoutes,
    ...pipelineRoutes,
    ...schemaRoutes,
    ...accountRoutes,
    ...tokenRoutes,
    ...installRoutes(apps),
  ]);
  const answerApp = createAppApi(apps, { now: context.now });
  const portals = new Map<string, Portal>();
  const now = () => Math.floor(context.now());
  /** Opened by every token. */
  let loaded: Portal | undefined;
  const portalOf = (caller: HubspotCaller): Portal => {
    const portal =
      loaded ?? portals.get(caller.token) ?? createPortal(caller.portalId, now, atSpeed(settings, context.speed));
    portals.set(caller.token, portal);
    return portal;
  };

  const oauth = createHubspotOAuth(context);
  const answer = (request: SandboxRequest, correlationId: string): SandboxResponse => {
    let rateHeaders: Record<string, string> = {};
    try {
      // An app that speaks for itself asks for its token at the same address.
      const authorization = speaksForItself(request) ? null : oauth.handle(request);
      if (authorization !== null) return authorization;
      const ofApp = answerApp(request);
      if (ofApp !== null) return ofApp;
      const caller = readCaller(request.headers.authorization, context.now(), oauth);
      const found = find(request.method, request.path);
      const bucket = typeof found === 'string' ? 'default' : found.route.bucket;
      rateHeaders = limiter.headers(caller.token, bucket);
      rateHeaders = limiter.admit(caller.token, bucket);
      if (found === 'unknown') throw resourceNotFound();
      if (found === 'method') throw methodNotAllowed(request);
      const portal = portalOf(caller);
      checkRequest(request, caller, portal, found);
      portal.domainAssociations.runDue(portal);
      const { route, version, params } = found;
      const callsToday = () => (isOfPrivateApp(caller.token) ? limiter.today(caller.token) : null);
      const call = { portal, request, version, params, random: context.random, callsToday };
      return withHeaders(
        portal.events.by(sourceOf(caller, portal, apps), () => route.handle(call)),
        rateHeaders,
      );
    } catch (error) {
      if (!(error instanceof HubspotFailure)) throw error;
      return withHeaders(error.toResponse(correlationId, request.path), rateHeaders);
    }
  };

  return {
    name: 'hubspot',
    oauth,
    load(id, copy) {
      const { portal, notes } = loadPortal(id, copy, now, atSpeed(settings, context.speed));
      loaded = portal;
      return notes;
    },
    handle(request) {
      const correlationId = createUuid(context.random);
      return withHeaders(answer(request, correlationId), { 'X-HubSpot-Correlation-Id': correlationId });
    },
  };
}

/** Who writes with this token: a person, or the integration that it belongs to. */
function sourceOf({ isPerson }: HubspotCaller, portal: Portal, apps: HubspotApps): ChangeSource {
  if (isPerson) return { changeSource: 'CRM_UI', sourceId: `userId:${portal.owners[0]?.userId ?? 1}` };
  const own = apps.all().find((app) => app.portals.has(portal));
  return { changeSource: 'INTEGRATION', sourceId: String(own?.appId ?? integrationId) };
}

const speaksForItself = ({ body }: SandboxRequest): boolean =>
  new URLSearchParams(body.toString('utf8')).get('grant_type') === 'client_credentials';

function atSpeed(settings: HubspotSettings, speed: number): HubspotSettings {
  return {
    ...settings,
    searchLagMs: settings.searchLagMs / speed,
    contactTouchMs: settings.contactTouchMs / speed,
    companyTouchMs: settings.companyTouchMs / speed,
    domainAssociationMs: settings.domainAssociationMs / speed,
  };
}

function checkRequest(request: SandboxRequest, caller: HubspotCaller, portal: Portal, match: RouteMatch): void {
  const scope = scopeOf(portal, match);
  if (scope !== null && !caller.scopes.has(scope)) throw missingScopes([scope]);
  const type = request.headers['content-type'];
  if (request.body.length > 0 && type !== undefined && !/\bjson\b/i.test(type)) {
    throw new HubspotFailure(415, { message: `HTTP 415 Unsupported Media Type: ${type}` });
  }
}

/** What the call needs. `null`: nothing, or nothing that is known of a type that is not there. */
function scopeOf(portal: Portal, { route, params }: RouteMatch): string | null {
  const writes = route.access === 'write';
  if (route.pattern.startsWith('owners')) return 'crm.objects.owners.read';
  if (/^(schemas|crm-object-schemas)\b/.test(route.pattern)) return writes ? 'crm.schemas.custom.write' : null;
  const type = portal.types.find(
    params.objectType ?? params.from ?? (route.pattern.startsWith('contacts/') ? 'contacts' : ''),
  );
  if (type === undefined) return null;
  const isSchema = /^(properties|property-validations|pipelines)\//.test(route.pattern);
  // One scope is for tickets and their schema.
  const schemaScope =
    type.writeScope === 'tickets'
      ? 'tickets'
      : `crm.schemas.${type.custom === undefined ? type.plural : 'custom'}.write`;
  if (isSchema) return writes || schemaScope === 'tickets' ? schemaScope : null;
  return writes ? type.writeScope : type.writeScope.replace(/\.write$/, '.read');
}

function methodNotAllowed(request: SandboxRequest): HubspotFailure {
  return new HubspotFailure(405, { message: `The given HTTP method ${request.method} is not supported here.` });
}

function withHeaders(response: SandboxResponse, headers: Readonly<Record<string, string>>): SandboxResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

function createUuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}
