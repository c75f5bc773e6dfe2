import { type RecordToShow, withoutTrailing } from '@linkwright/core';
import { findHubspotObject } from './hubspot-objects.ts';
import type { HubspotSettings } from './hubspot-settings.ts';

const apiHost = /^https:\/\/api(-[a-z0-9]+)?\.hubapi\.com$/;

/** Where people work, beside the host that answers calls. `null`: that host is none of HubSpot's. */
export function hubspotPages(baseUrl: string): string | null {
  const found = apiHost.exec(withoutTrailing(baseUrl, '/'));
  return found && `https://app${found[1] ?? ''}.hubspot.com`;
}

/** The same address as HubSpot's own answers name (`url` of a record). A portal's number is known once it was checked. */
export function hubspotRecordUrl(
  { baseUrl }: Pick<HubspotSettings, 'baseUrl'>,
  { object, id, account }: RecordToShow,
): string | null {
  if (account === null) return null;
  const pages = hubspotPages(baseUrl) ?? 'https://app.hubspot.com';
  const type = findHubspotObject(object)?.typeId ?? object;
  return `${pages}/contacts/${encodeURIComponent(account)}/record/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}
