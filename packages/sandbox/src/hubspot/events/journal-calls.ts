import { z } from 'zod';
import { HubspotFailure, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { isoTime } from '../hubspot-times.ts';
import type { AppCall, AppRoute } from './app-route.ts';
import { type JournalFile, type JournalSubscription, journalSubscriptionInput } from './journal.ts';
import { fileAddress } from './journal-files.ts';

const version = '2026-(?:03|09)';
const subscriptions = `/webhooks-journal/subscriptions/${version}`;
/** The local journal tells of one portal, the other of all. */
const journal = `/webhooks-journal/(?:journal|journal-local)/${version}`;

const mayRead = 'developer.webhooks_journal.read';
const maySeeSubscriptions = 'developer.webhooks_journal.subscriptions.read';
const mayChangeSubscriptions = 'developer.webhooks_journal.subscriptions.write';
const mostInBatch = 100;

export const journalCalls: readonly AppRoute[] = [
  call('POST', subscriptions, mayChangeSubscriptions, subscribe),
  call('GET', subscriptions, maySeeSubscriptions, ({ app }) => ({
    status: 200,
    body: { results: [...app.journal.subscriptions.values()].map((one) => subscriptionBody(app, one)) },
  })),
  call('GET', `${subscriptions}/(?<id>\\d+)`, maySeeSubscriptions, (one) => ({
    status: 200,
    body: subscriptionBody(one.app, subscriptionOf(one)),
  })),
  call('DELETE', `${subscriptions}/(?<id>\\d+)`, mayChangeSubscriptions, (one) => {
    one.app.journal.subscriptions.delete(subscriptionOf(one).id);
    return { status: 204 };
  }),
  call('DELETE', `${subscriptions}/portals/(?<portalId>\\d+)`, mayChangeSubscriptions, ({ app, params }) => {
    for (const { id, portalId } of [...app.journal.subscriptions.values()]) {
      if (String(portalId) === params.portalId) app.journal.subscriptions.delete(id);
    }
    return { status: 204 };
  }),
  call('GET', `${journal}/earliest`, mayRead, (one) => fileAnswer(one, one.app.journal.files()[0])),
  call('GET', `${journal}/latest`, mayRead, (one) => fileAnswer(one, one.app.journal.files().at(-1))),
  call('GET', `${journal}/offset/(?<offset>[^/]+)/next`, mayRead, (one) => fileAnswer(one, filesAfter(one)[0])),
  call('GET', `${journal}/batch/earliest/(?<count>\\d+)`, mayRead, (one) =>
    filesAnswer(one, one.app.journal.files().slice(0, countOf(one))),
  ),
  call('GET', `${journal}/batch/latest/(?<count>\\d+)`, mayRead, (one) =>
    filesAnswer(one, one.app.journal.files().slice(-countOf(one))),
  ),
  call('GET', `${journal}/batch/(?<offset>[^/]+)/next/(?<count>\\d+)`, mayRead, (one) =>
    filesAnswer(one, filesAfter(one).slice(0, countOf(one))),
  ),
];

function call(method: string, path: string, scope: string, handle: AppRoute['handle']): AppRoute {
  return { method, path: new RegExp(`^${path}$`), scope, handle };
}

function subscribe({ app, request }: AppCall) {
  const input = readBody(request, journalSubscriptionInput);
  if (![...app.portals].some(({ id }) => id === input.portalId)) {
    throw validationFailure(`The app is not installed in the account ${input.portalId}`);
  }
  return { status: 200, body: subscriptionBody(app, app.journal.subscribe(input)) };
}

function subscriptionBody({ appId }: AppCall['app'], subscription: JournalSubscription): object {
  const { createdAt, updatedAt } = subscription;
  return { ...subscription, appId, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) };
}

function subscriptionOf({ app, params }: AppCall): JournalSubscription {
  const found = app.journal.subscriptions.get(Number(params.id));
  if (found === undefined) throw resourceNotFound();
  return found;
}

/** Behind the offset; one that has expired, or never was, leads nowhere. */
function filesAfter({ app, params }: AppCall): readonly JournalFile[] {
  const files = app.journal.files();
  const index = files.findIndex(({ offset }) => offset === params.offset);
  if (index >= 0) return files.slice(index + 1);
  throw new HubspotFailure(404, {
    message: `The offset ${params.offset} does not exist or has expired`,
    category: 'OBJECT_NOT_FOUND',
  });
}

function countOf({ params }: AppCall): number {
  const count = Number(params.count);
  if (count >= 1 && count <= mostInBatch) return count;
  throw validationFailure(`The count must be a number from 1 to ${mostInBatch}, not ${params.count}`);
}

const portalInput = z.coerce.number().int().nullable();

function addressOf(one: AppCall, file: JournalFile): object {
  const portalId = portalInput.parse(one.request.query.get('installPortalId'));
  return { ...fileAddress(one.app, file, one.request, portalId, one.now), currentOffset: file.offset };
}

function fileAnswer(one: AppCall, file: JournalFile | undefined) {
  return file === undefined ? { status: 204 } : { status: 200, body: addressOf(one, file) };
}

/** A batch of none is one without results; no other status is described. */
function filesAnswer(one: AppCall, files: readonly JournalFile[]) {
  const time = isoTime(one.now);
  const results = files.map((file) => addressOf(one, file));
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: time, completedAt: time } };
}
