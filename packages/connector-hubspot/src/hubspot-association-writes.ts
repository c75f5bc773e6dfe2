import {
  type AppConnection,
  type AssociationChange,
  type AssociationOutcome,
  type AssociationRefusal,
  chunksOf,
  type RecordError,
  RetryableError,
} from '@linkwright/core';
import type { SendFailure, SendTracker } from '@linkwright/http';
import { associationFieldOf } from './hubspot-association-fields.ts';
import { knownInverse } from './hubspot-association-types.ts';
import { readPairs, type TargetTypes } from './hubspot-associations.ts';
import { isAssociationLimit, readInvalidAssociations, readWireError, toRecordError } from './hubspot-errors.ts';
import { targetIdOf } from './hubspot-inline-associations.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import { type PairPlan, type PairTypes, pairKey, planPairs, typesAfter } from './hubspot-pair-plan.ts';
import { parseWritten } from './hubspot-parse-answer.ts';
import type { HubspotSession } from './hubspot-session.ts';
import { type AssociationWriteAnswer, associationWriteSchema, type WireError } from './hubspot-wire.ts';

/** Documented for creates only; the other endpoints name no number. */
const maxCreates = 2000;
const maxOthers = 1000;

type Operation = 'create' | 'associate/default' | 'archive' | 'labels/archive';

type PairResult =
  | { readonly kind: 'written' | 'gone' }
  | { readonly kind: 'refused'; readonly error: RecordError }
  | SendFailure;

interface PairInput {
  readonly plan: PairPlan;
  readonly types: readonly object[];
}

interface Sending {
  readonly session: HubspotSession;
  readonly object: HubspotObject;
  readonly targetObject: string;
  readonly tracker: SendTracker;
  readonly results: Map<string, PairResult>;
}

/** One outcome per change, in order. Rejects only while nothing has been sent. */
export async function writeAssociations(
  session: HubspotSession,
  request: Parameters<NonNullable<AppConnection['writeAssociations']>>[0],
  tracker: SendTracker,
): Promise<readonly AssociationOutcome[]> {
  const { object, changes } = request;
  const planned = planPairs(object, changes);
  const plans = [...planned.values()];
  const results = new Map<string, PairResult>();
  const targetObjects = [...new Set(plans.map((plan) => plan.targetObject))];
  // All reads come before the first write, so that a failing read leaves nothing half done.
  const source = await session.catalogue.object(object, tracker.signal);
  const types = new Map<string, PairTypes>();
  const present = new Map<string, ReadonlyMap<string, TargetTypes>>();
  for (const to of targetObjects) {
    const marked = plans.filter((plan) => plan.targetObject === to && plan.addMarks.length > 0);
    const ids = [...new Set(marked.map((plan) => plan.from))];
    if (ids.length === 0) continue;
    present.set(to, await readPairs(session, { from: object, to, ids }, tracker.signal));
    types.set(to, await pairTypes(session, source, to, plans, tracker.signal));
  }
  for (const targetObject of targetObjects) {
    const sending: Sending = { session, object: source, targetObject, tracker, results };
    const known = types.get(targetObject);
    const own = plans.filter((plan) => plan.targetObject === targetObject);
    const plain = (list: readonly PairPlan[]) => list.map((plan) => ({ plan, types: [] }));
    await send(sending, 'archive', plain(own.filter((plan) => plan.end)));
    await send(
      sending,
      'labels/archive',
      own.filter((plan) => plan.removeMarks.length > 0).map((plan) => ({ plan, types: plan.removeMarks })),
    );
    // The default type leaves the labels of a pair alone, which a create with the unlabeled type would not.
    const joined = plain(own.filter((plan) => plan.join && plan.addMarks.length === 0));
    if (session.associations.isWithoutDefault(object, targetObject)) {
      await send(sending, 'create', await withUnlabeled(sending, joined));
    } else {
      await send(sending, 'associate/default', joined);
    }
    await send(
      sending,
      'create',
      own
        .filter((plan) => plan.addMarks.length > 0)
        .map((plan) => {
          const shown = present.get(targetObject)?.get(plan.from);
          return { plan, types: known === undefined ? [] : typesAfter(object, plan, shown, planned, known) };
        }),
    );
  }
  return changes.map((change) => outcomeOf(object, change, results));
}

/** The portal is asked for the other direction of its labels only where both ends of a pair of one object are edited. */
async function pairTypes(
  session: HubspotSession,
  source: HubspotObject,
  targetObject: string,
  plans: readonly PairPlan[],
  signal: AbortSignal,
): Promise<PairTypes> {
  const unlabeled = await session.associations.unlabeledType(source.id, targetObject, signal);
  const own = plans.filter((plan) => source.id === targetObject && plan.targetObject === targetObject);
  const marks = own.flatMap((plan) => [...plan.addMarks, ...plan.removeMarks]);
  const keys = new Set(own.map(({ key }) => key));
  const bothEnds = own.some((plan) => keys.has(pairKey(targetObject, plan.to, plan.from)));
  const labelled = marks.some((mark) => knownInverse(mark) === null);
  const inverseOf = await session.associations.readInverses(bothEnds && labelled ? [source] : [], signal);
  return { unlabeled, inverseOf: (mark) => inverseOf(source.typeId, source.typeId, mark) };
}

async function send(sending: Sending, operation: Operation, inputs: readonly PairInput[]): Promise<void> {
  const { results } = sending;
  // What has failed in an earlier step is not built upon.
  const ready = inputs.filter(({ plan }) => (results.get(plan.key)?.kind ?? 'written') === 'written');
  for (const chunk of chunksOf(ready, operation === 'create' ? maxCreates : maxOthers)) {
    await sendChunk(sending, operation, chunk);
  }
}

async function sendChunk(sending: Sending, operation: Operation, inputs: readonly PairInput[]): Promise<void> {
  const { session, object, targetObject, tracker, results } = sending;
  if (inputs.length === 0) return;
  const result = await tracker.attempt(async (sendOptions) => {
    const wire = toWire(operation, inputs);
    const response = await session.client.writeAssociations(object.id, targetObject, operation, wire, sendOptions);
    if (response.status < 400) {
      return settle(sending, operation, inputs, parseWritten(associationWriteSchema, response));
    }
    const error = readWireError(response.body);
    if (operation !== 'associate/default' || !(await mayLackDefault(sending, error))) {
      return isolate(sending, operation, inputs, error);
    }
    session.associations.noteWithoutDefault(object.id, targetObject);
    return sendChunk(sending, 'create', await withUnlabeled(sending, inputs));
  });
  if (result.kind !== 'answered') for (const { plan } of inputs) results.set(plan.key, result);
}

/** The call for default associations may be for HubSpot's own objects only; a refusal of single pairs is another one. */
async function mayLackDefault({ session, object, targetObject, tracker }: Sending, error: WireError): Promise<boolean> {
  if (readInvalidAssociations(error) !== null || isAssociationLimit(error)) return false;
  return object.custom || (await session.catalogue.object(targetObject, tracker.signal)).custom;
}

/** What a create needs to say so that it does the same: the unlabeled type, and the labels of each pair, which it replaces. */
async function withUnlabeled(
  { session, object, targetObject, tracker }: Sending,
  inputs: readonly PairInput[],
): Promise<readonly PairInput[]> {
  const unlabeled = await session.associations.unlabeledType(object.id, targetObject, tracker.signal);
  const ids = [...new Set(inputs.map(({ plan }) => plan.from))];
  const present = await readPairs(session, { from: object.id, to: targetObject, ids }, tracker.signal);
  return inputs.map(({ plan }) => {
    const kept = typesAfter(object.id, plan, present.get(plan.from), new Map(), { unlabeled, inverseOf: () => null });
    return { plan, types: [...kept, unlabeled] };
  });
}

function toWire(operation: Operation, inputs: readonly PairInput[]): readonly object[] {
  if (operation === 'archive') {
    const targets = new Map<string, { readonly id: string }[]>();
    for (const { plan } of inputs) targets.set(plan.from, [...(targets.get(plan.from) ?? []), { id: plan.to }]);
    return [...targets].map(([id, to]) => ({ from: { id }, to }));
  }
  return inputs.map(({ plan, types }) => ({
    from: { id: plan.from },
    to: { id: plan.to },
    ...(operation === 'associate/default' ? {} : { types }),
  }));
}

/** One bad pair fails its whole batch: found by halves. */
async function isolate(
  sending: Sending,
  operation: Operation,
  inputs: readonly PairInput[],
  error: WireError,
): Promise<void> {
  const [only] = inputs;
  if (only !== undefined && inputs.length === 1) {
    sending.results.set(only.plan.key, refusalOf(sending, only.plan, error));
    return;
  }
  const middle = Math.ceil(inputs.length / 2);
  await sendChunk(sending, operation, inputs.slice(0, middle));
  await sendChunk(sending, operation, inputs.slice(middle));
}

function refusalOf(sending: Sending, plan: PairPlan, error: WireError): PairResult {
  const invalid = readInvalidAssociations(error);
  const texts = JSON.stringify([error.message, error.context, error.errors]);
  const selfMissing = sending.object.legacyNames.some((name) => new RegExp(`\\b${name}=${plan.from}\\b`).test(texts));
  if (invalid?.ids.includes(plan.from) === true && selfMissing) return { kind: 'gone' };
  return { kind: 'refused', error: toRecordError(error) };
}

async function settle(
  sending: Sending,
  operation: Operation,
  inputs: readonly PairInput[],
  answer: AssociationWriteAnswer,
): Promise<void> {
  const { results } = sending;
  const written = new Set(answer.results.map(({ from, to }) => `${from}>${to}`));
  const open: PairInput[] = [];
  for (const input of inputs) {
    const { plan } = input;
    const told = written.has(`${plan.from}>${plan.to}`);
    // Removals are confirmed without naming the pairs.
    const isUnsaid = answer.errors.length === 0 && (operation === 'archive' || operation === 'labels/archive');
    if (told || isUnsaid) results.set(plan.key, { kind: 'written' });
    else if (answer.errors.length === 0) results.set(plan.key, { kind: 'unknown', error: notTold() });
    else open.push(input);
  }
  const unnamed: PairInput[] = [];
  for (const input of open) {
    const error = answer.errors.find((candidate) => names(candidate, input.plan));
    if (error === undefined) unnamed.push(input);
    else results.set(input.plan.key, refusalOf(sending, input.plan, error));
  }
  const [error] = answer.errors;
  // Nothing ties these to their errors. A repeat does no harm, so they are told apart by halves.
  if (unnamed.length > 0 && error !== undefined) await isolate(sending, operation, unnamed, error);
}

function notTold(): RetryableError {
  return new RetryableError('HubSpot did not say what became of the association.', {
    code: 'outcome-not-told',
    outcomeUnknown: true,
  });
}

function names(error: WireError, plan: PairPlan): boolean {
  const { fromObjectId, toObjectId } = error.context ?? {};
  return fromObjectId?.includes(plan.from) === true && toObjectId?.includes(plan.to) === true;
}

function outcomeOf(
  object: string,
  change: AssociationChange,
  results: ReadonlyMap<string, PairResult>,
): AssociationOutcome {
  const { target: targetObject } = associationFieldOf(object, change.field);
  const refused: AssociationRefusal[] = [];
  let worst: AssociationOutcome | null = null;
  for (const target of [...change.add, ...change.remove]) {
    const result = results.get(pairKey(targetObject, change.id, targetIdOf(target)));
    // A removal that the move of the mark has taken care of is no call of its own.
    if (result === undefined || result.kind === 'written') continue;
    if (result.kind === 'refused') refused.push({ field: change.field, target, error: result.error });
    else if (worst === null || result.kind === 'unknown') worst = result.kind === 'gone' ? { kind: 'gone' } : result;
  }
  return worst ?? (refused.length > 0 ? { kind: 'written', refused } : { kind: 'written' });
}
