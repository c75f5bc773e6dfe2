import { createHmac } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../../sandbox-app.ts';
import { HubspotFailure } from '../hubspot-errors.ts';
import { isoTime } from '../hubspot-times.ts';
import type { HubspotApps, HubspotEventsApp } from './hubspot-apps.ts';
import { type JournalFile, journalEventBody } from './journal.ts';

const lifeMs = 300_000;
const path = /^\/sandbox\/journal-files\/(?<appId>\d+)\/(?<offset>[0-9a-f-]+)$/;

/** Where a file lies for whoever has the address: it needs no token, and ends. */
export function fileAddress(
  app: HubspotEventsApp,
  file: JournalFile,
  request: SandboxRequest,
  portalId: number | null,
  now: number,
): { readonly url: string; readonly expiresAt: string } {
  const expires = Math.floor(now + lifeMs);
  const host = request.headers.host ?? 'localhost';
  const query = new URLSearchParams({
    expires: String(expires),
    ...(portalId === null ? {} : { portal: String(portalId) }),
  });
  query.set('signature', signatureOf(app, file.offset, query));
  const url = `http://${host}/hubspot/sandbox/journal-files/${app.appId}/${file.offset}?${query}`;
  return { url, expiresAt: isoTime(expires) };
}

/** `null`: the request is for something else. */
export function readJournalFile(apps: HubspotApps, request: SandboxRequest, now: number): SandboxResponse | null {
  const { appId, offset = '' } = path.exec(request.path)?.groups ?? {};
  if (appId === undefined) return null;
  const app = apps.all().find((one) => String(one.appId) === appId);
  const query = new URLSearchParams(request.query);
  const signature = query.get('signature');
  query.delete('signature');
  if (app === undefined || signature !== signatureOf(app, offset, query) || Number(query.get('expires')) < now) {
    throw new HubspotFailure(403, { message: 'Access denied: the address is not signed, or has expired' });
  }
  const file = app.journal.files().find((one) => one.offset === offset);
  if (file === undefined) throw new HubspotFailure(404, { message: 'The file is not there any more' });
  const portal = query.get('portal');
  const events = file.events.filter(({ portalId }) => portal === null || String(portalId) === portal);
  const body = { offset, journalEvents: events.map(journalEventBody), publishedAt: isoTime(file.publishedAt) };
  return { status: 200, body };
}

function signatureOf(app: HubspotEventsApp, offset: string, query: URLSearchParams): string {
  const told = `${offset} ${query.get('expires')} ${query.get('portal') ?? ''}`;
  return createHmac('sha256', app.clientSecret).update(told).digest('hex');
}
