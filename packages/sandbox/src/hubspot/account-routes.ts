import { z } from 'zod';
import { missingScopes, resourceNotFound, validationFailure } from './hubspot-errors.ts';
import { readBody, readFlag, readLimit } from './hubspot-input.ts';
import { type HubspotCall, isOfSeptember2026, param, type Route, route } from './hubspot-router.ts';
import { isoTime } from './hubspot-times.ts';
import type { Owner, Portal } from './portal.ts';

/** What a portal tells about itself: its owners and its account. */
export const accountRoutes: readonly Route[] = [
  route('GET', 'owners', listOwners),
  route('GET', 'owners/:ownerId', readOwner),
  route('GET', 'account-info/details', details),
  route('GET', 'account-info/api-usage/daily/private-apps', callUsage),
  route('GET', 'sandbox/portal', readSwitches),
  route('PATCH', 'sandbox/portal', writeSwitches),
];

function listOwners(call: HubspotCall) {
  const { query } = call.request;
  const limit = readLimit(query, 100, 500);
  const start = Number(query.get('after') ?? 0);
  const email = query.get('email')?.toLowerCase();
  const found = call.portal.owners.filter(
    (owner) =>
      owner.archived === readFlag(query, 'archived') && (email === undefined || owner.email.toLowerCase() === email),
  );
  const end = start + limit;
  const link = `https://api.hubapi.com${call.request.path}?after=${end}`;
  const paging = end < found.length ? { paging: { next: { after: String(end), link } } } : {};
  return { status: 200, body: { results: found.slice(start, end).map((owner) => ownerBody(call, owner)), ...paging } };
}

function readOwner(call: HubspotCall) {
  const { query } = call.request;
  const id = param(call, 'ownerId');
  const owner = call.portal.owners.find((one) =>
    query.get('idProperty') === 'userId' ? String(one.userId) === id : one.id === id,
  );
  if (owner === undefined || owner.archived !== readFlag(query, 'archived')) throw resourceNotFound();
  return { status: 200, body: ownerBody(call, owner) };
}

/** An archived owner has lost its user; the number is kept apart. Before 2026-09 the loss is told by `null`. */
function ownerBody(call: HubspotCall, owner: Owner) {
  const lost = isOfSeptember2026(call) ? {} : { userId: null };
  return {
    id: owner.id,
    email: owner.email,
    type: 'PERSON',
    firstName: owner.firstName,
    lastName: owner.lastName,
    ...(owner.archived ? lost : { userId: owner.userId }),
    userIdIncludingInactive: owner.userId,
    createdAt: isoTime(owner.createdAt),
    updatedAt: isoTime(owner.createdAt),
    archived: owner.archived,
  };
}

function details(call: HubspotCall) {
  return { status: 200, body: accountDetails(call.portal) };
}

/** Each answer of a portal's own apps; others are told nothing. */
function callUsage({ callsToday, portal }: HubspotCall) {
  const today = callsToday();
  if (today === null) throw missingScopes([]);
  const { used, allowed, resetsAt } = today;
  const result = {
    name: 'private-apps-api-calls-daily',
    usageLimit: allowed,
    currentUsage: used,
    collectedAt: isoTime(portal.now()),
    fetchStatus: 'SUCCESS',
    resetsAt: isoTime(resetsAt),
  };
  return { status: 200, body: { results: [result] } };
}

function accountDetails(portal: Portal) {
  const { timeZone } = portal.settings;
  const ahead = offsetOf(timeZone, portal.now());
  const minutes = Math.abs(ahead) / 60_000;
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return {
    portalId: portal.id,
    accountType: 'DEVELOPER_TEST',
    timeZone,
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: `${ahead < 0 ? '-' : '+'}${clock}`,
    utcOffsetMilliseconds: ahead,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  };
}

/** What clocks in a zone are ahead of UTC, in milliseconds. */
function offsetOf(timeZone: string, moment: number): number {
  const minute = Math.floor(moment / 60_000) * 60_000;
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(minute);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - minute;
}

const rulesInput = z.strictObject({
  required: z.array(z.string()).optional(),
  conditional: z
    .array(
      z.strictObject({
        property: z.string(),
        values: z.array(z.string()).min(1),
        requires: z.array(z.string()).min(1),
      }),
    )
    .optional(),
});
const switchesInput = z.strictObject({
  associateCompaniesByDomain: z.boolean().optional(),
  /** By object; what it says of an object replaces what held of it. */
  rules: z.record(z.string(), rulesInput).optional(),
});

/** Settings that people of a portal change in HubSpot's pages, for which HubSpot has no API: an addition of the sandbox. */
function readSwitches(call: HubspotCall) {
  const { domainAssociations, rules, types } = call.portal;
  const ruled = [...new Set([...rules.required.keys(), ...rules.conditional.keys()])].map((id) => {
    const { required, conditional } = { required: rules.required.get(id), conditional: rules.conditional.get(id) };
    return [types.get(id).plural, { required, conditional }] as const;
  });
  return {
    status: 200,
    body: { associateCompaniesByDomain: domainAssociations.enabled, rules: Object.fromEntries(ruled) },
  };
}

function writeSwitches(call: HubspotCall) {
  const { associateCompaniesByDomain, rules = {} } = readBody(call.request, switchesInput);
  const { domainAssociations } = call.portal;
  const read = Object.entries(rules).map(([name, rule]) => [call.portal.space(name), rule] as const);
  for (const [space, { required = [], conditional = [] }] of read) {
    const named = [...required, ...conditional.flatMap((one) => [one.property, ...one.requires])];
    const unknown = named.find((name) => space.properties.find(name) === undefined);
    if (unknown !== undefined) throw validationFailure(`${space.type.plural} have no property ${unknown}`);
  }
  for (const [{ type }, { required, conditional }] of read) {
    if (required !== undefined) call.portal.rules.required.set(type.id, required);
    if (conditional !== undefined) call.portal.rules.conditional.set(type.id, conditional);
  }
  domainAssociations.enabled = associateCompaniesByDomain ?? domainAssociations.enabled;
  return readSwitches(call);
}
