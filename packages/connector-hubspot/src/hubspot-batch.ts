import type { SendFailure, SendTracker } from '@linkwright/http';
import { readWireError } from './hubspot-errors.ts';
import { parseWritten } from './hubspot-parse-answer.ts';
import type { HubspotSession } from './hubspot-session.ts';
import { type BatchAnswer, batchAnswerSchema, type WireError, type WireRecord } from './hubspot-wire.ts';

/** HubSpot takes no more records at once. */
export const batchSize = 100;

export type BatchOperation = 'create' | 'update' | 'upsert';

export interface BatchItem {
  readonly writeId: string;
  /** Of an update: the record. Of an upsert: the value that identifies it. */
  readonly id?: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly object[];
}

export type ItemAnswer =
  | { readonly kind: 'written'; readonly wire: WireRecord }
  | { readonly kind: 'refused'; readonly error: WireError }
  /** The answer as a whole was a success and does not mention the item. */
  | { readonly kind: 'unmentioned' }
  | SendFailure;

/**
 * One batch. Every input carries its own `objectWriteTraceId`: only then does HubSpot write the good ones and name the
 * bad ones. An answer that refuses the batch as a whole is isolated by halves, so that one bad record costs at most
 * 2·log2(n) more calls. Answers are matched by trace id or record id: their order is arbitrary.
 */
export async function sendBatch(
  session: HubspotSession,
  request: { readonly object: string; readonly operation: BatchOperation; readonly items: readonly BatchItem[] },
  tracker: SendTracker,
): Promise<ReadonlyMap<string, ItemAnswer>> {
  const { object, operation, items } = request;
  if (items.length === 0) return new Map();
  const inputs = items.map(({ writeId, ...input }) => ({
    ...(operation === 'create' ? { associations: [] } : {}),
    ...input,
    objectWriteTraceId: writeId,
  }));
  const result = await tracker.attempt(async (sending) => {
    const response = await session.client.writeRecords(object, operation, inputs, sending);
    if (response.status >= 400) return isolate(session, request, readWireError(response.body), tracker);
    return matchAnswers(session, request, parseWritten(batchAnswerSchema, response), tracker);
  });
  if (result.kind === 'answered') return result.answer;
  return new Map(items.map((item) => [item.writeId, result]));
}

async function isolate(
  session: HubspotSession,
  request: { readonly object: string; readonly operation: BatchOperation; readonly items: readonly BatchItem[] },
  error: WireError,
  tracker: SendTracker,
): Promise<ReadonlyMap<string, ItemAnswer>> {
  const { items } = request;
  const [only] = items;
  if (only !== undefined && items.length === 1) return new Map([[only.writeId, { kind: 'refused', error }]]);
  const middle = Math.ceil(items.length / 2);
  const first = await sendBatch(session, { ...request, items: items.slice(0, middle) }, tracker);
  const second = await sendBatch(session, { ...request, items: items.slice(middle) }, tracker);
  return new Map([...first, ...second]);
}

async function matchAnswers(
  session: HubspotSession,
  request: { readonly object: string; readonly operation: BatchOperation; readonly items: readonly BatchItem[] },
  answer: BatchAnswer,
  tracker: SendTracker,
): Promise<ReadonlyMap<string, ItemAnswer>> {
  const answers = new Map<string, ItemAnswer>();
  const open = new Map(request.items.map((item) => [item.writeId, item]));
  const settle = (item: BatchItem, itemAnswer: ItemAnswer) => {
    answers.set(item.writeId, itemAnswer);
    open.delete(item.writeId);
  };
  const strangers: WireRecord[] = [];
  for (const wire of answer.results) {
    const item = findItem(wire, request.operation, open);
    if (item === undefined) strangers.push(wire);
    else settle(item, { kind: 'written', wire });
  }
  const unattributed: WireError[] = [];
  for (const error of answer.errors) {
    const traced = (error.context?.objectWriteTraceId ?? []).flatMap((traceId) => open.get(traceId) ?? []);
    const ids = new Set([...(error.context?.ids ?? []), ...(error.context?.id ?? [])]);
    const named = traced.length > 0 ? traced : [...open.values()].filter((item) => ids.has(item.id ?? ''));
    for (const item of named) settle(item, { kind: 'refused', error });
    if (named.length === 0) unattributed.push(error);
  }
  // Answers without trace ids: a created record is known by what was sent, if only one input fits.
  for (const wire of strangers) {
    const fitting = [...open.values()].filter((item) => echoes(wire, item));
    const [item] = fitting;
    if (item !== undefined && fitting.length === 1) settle(item, { kind: 'written', wire });
  }
  if (open.size > 0 && strangers.length === 0 && unattributed.length > 0 && unattributed.length >= open.size) {
    const refused = [...open.values()];
    const [error] = unattributed;
    if (error !== undefined) {
      const isolated = await isolate(session, { ...request, items: refused }, error, tracker);
      return new Map([...answers, ...isolated]);
    }
  }
  for (const item of [...open.values()]) settle(item, { kind: 'unmentioned' });
  return answers;
}

function findItem(
  wire: WireRecord,
  operation: BatchOperation,
  open: ReadonlyMap<string, BatchItem>,
): BatchItem | undefined {
  const traced = open.get(wire.objectWriteTraceId ?? '');
  if (traced !== undefined || operation === 'create') return traced;
  return [...open.values()].find((item) =>
    item.idProperty === undefined ? item.id === wire.id : wire.properties[item.idProperty] === item.id,
  );
}

/** HubSpot lower-cases some values; beyond that what it sends back is what was sent. */
function echoes(wire: WireRecord, item: BatchItem): boolean {
  return Object.entries(item.properties).every(
    ([name, value]) => value === '' || wire.properties[name]?.toLowerCase() === value.trim().toLowerCase(),
  );
}
