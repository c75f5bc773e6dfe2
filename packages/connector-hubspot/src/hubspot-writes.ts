import type {
  AppConnection,
  AssociationOutcome,
  AssociationRefusal,
  CreateChange,
  RecordChange,
  SourceRecord,
  UpdateChange,
  WriteOutcome,
} from '@linkwright/core';
import { isErrorOfKind, RecordError, RetryableError } from '@linkwright/core';
import { archiveRecords } from './hubspot-archive.ts';
import { writeAssociations } from './hubspot-association-writes.ts';
import {
  type BatchItem,
  type BatchOperation,
  failureOf,
  type ItemAnswer,
  sendBatch,
  type WriteTracker,
} from './hubspot-batch.ts';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import {
  isAssociationLimit,
  isNotFound,
  readConflict,
  readInvalidAssociations,
  toRecordError,
} from './hubspot-errors.ts';
import {
  type InlineAssociation,
  inlineAssociationsOf,
  targetIdOf,
  toWireAssociations,
  type UnlabeledTypes,
} from './hubspot-inline-associations.ts';
import { toSourceRecord, toWireProperties } from './hubspot-records.ts';
import { chunksOf, type HubspotSession } from './hubspot-session.ts';
import type { WireError, WireRecord } from './hubspot-wire.ts';

const batchSize = 100;

interface Writing {
  readonly session: HubspotSession;
  readonly catalogue: ObjectCatalogue;
  readonly object: string;
  readonly tracker: WriteTracker;
  readonly unlabeled: UnlabeledTypes;
}

type CreateOrUpdate = CreateChange | UpdateChange;

/** One outcome per change, in order. Rejects only while nothing has been sent. */
export async function write(
  session: HubspotSession,
  request: Parameters<AppConnection['write']>[0],
  signal: AbortSignal,
): Promise<readonly WriteOutcome[]> {
  const catalogue = await session.catalogue.known(request.object, signal);
  const outcomes = new Map<RecordChange, WriteOutcome>();
  const prepared: PreparedChange[] = [];
  for (const change of request.changes) {
    if (change.kind === 'archive') continue;
    try {
      const properties = await toWireProperties(change.fields, catalogue, session.owners, signal);
      prepared.push({ change, properties, associations: inlineAssociationsOf(request.object, associationsOf(change)) });
    } catch (error) {
      if (!isErrorOfKind(error, 'record')) throw error;
      outcomes.set(change, { kind: 'rejected', error });
    }
  }
  const unlabeled = await unlabeledTypes(session, request.object, prepared, signal);
  const writing: Writing = { session, catalogue, object: request.object, tracker: { signal, sent: false }, unlabeled };
  for (const group of groupsOf(prepared)) await writeGroup(writing, group, outcomes);
  const archives = request.changes.filter((change) => change.kind === 'archive');
  for (const chunk of chunksOf(archives, batchSize)) await archiveRecords(writing, chunk, outcomes);
  return request.changes.map((change) => outcomes.get(change) ?? unconfirmed());
}

interface PreparedChange {
  readonly change: CreateOrUpdate;
  readonly properties: Readonly<Record<string, string>>;
  readonly associations: readonly InlineAssociation[];
}

async function unlabeledTypes(
  session: HubspotSession,
  object: string,
  prepared: readonly PreparedChange[],
  signal: AbortSignal,
): Promise<UnlabeledTypes> {
  const targets = new Set(prepared.flatMap(({ associations }) => associations.map(({ targetObject }) => targetObject)));
  const types = [...targets].map(async (target) => {
    return [target, await session.associations.unlabeledType(object, target, signal)] as const;
  });
  return new Map(await Promise.all(types));
}

interface Group {
  readonly operation: BatchOperation;
  readonly members: readonly PreparedChange[];
}

function associationsOf(change: CreateOrUpdate): CreateChange['associations'] {
  return change.kind === 'create' ? change.associations : undefined;
}

/** HubSpot refuses a batch that names a record twice, and one that upserts on two properties. */
function groupsOf(prepared: readonly PreparedChange[]): readonly Group[] {
  const groups = new Map<string, { readonly operation: BatchOperation; readonly members: PreparedChange[] }>();
  const rounds = new Map<string, number>();
  for (const member of prepared) {
    const { operation, identity } = identityOf(member);
    const place = `${operation}/${member.change.kind === 'create' ? (member.change.upsertOn ?? '') : ''}`;
    const round = identity === null ? 0 : (rounds.get(`${place}/${identity}`) ?? 0);
    if (identity !== null) rounds.set(`${place}/${identity}`, round + 1);
    const key = `${place}/${round}`;
    const group = groups.get(key) ?? { operation, members: [] };
    groups.set(key, group);
    group.members.push(member);
  }
  return [...groups.values()].flatMap(({ operation, members }) =>
    chunksOf(members, batchSize).map((chunk) => ({ operation, members: chunk })),
  );
}

function identityOf({ change, properties }: PreparedChange): {
  readonly operation: BatchOperation;
  readonly identity: string | null;
} {
  if (change.kind === 'update') return { operation: 'update', identity: change.id };
  const value = change.upsertOn === undefined ? '' : (properties[change.upsertOn] ?? '');
  return value === '' ? { operation: 'create', identity: null } : { operation: 'upsert', identity: value };
}

async function writeGroup(writing: Writing, group: Group, outcomes: Map<RecordChange, WriteOutcome>): Promise<void> {
  const refusals = new Map<string, readonly AssociationRefusal[]>();
  const later = new Set<string>();
  let open = group.members;
  // The first attempt, one without the targets that HubSpot named, and one without any: those are associated afterwards.
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const { session, object, tracker } = writing;
    const items = open.filter(isWorthSending).map((member) => itemOf(writing, group.operation, member));
    const answers = await sendBatch(session, { object, operation: group.operation, items }, tracker);
    const again: PreparedChange[] = [];
    for (const member of open) {
      const answer = answers.get(member.change.writeId) ?? nothingToSend(member);
      const refused = answer.kind === 'refused' ? refusedAssociations(member, answer.error, attempt) : null;
      if (refused !== null) {
        if (refused.refusals === 'later') later.add(member.change.writeId);
        else refusals.set(member.change.writeId, [...(refusals.get(member.change.writeId) ?? []), ...refused.refusals]);
        again.push(refused.rest);
        continue;
      }
      const outcome = await outcomeOf(writing, member, answer, group.operation);
      outcomes.set(member.change, withRefusals(outcome, refusals.get(member.change.writeId) ?? []));
    }
    open = again;
  }
  const bare = group.members.filter(({ change }) => group.operation === 'upsert' || later.has(change.writeId));
  await associateWritten(writing, bare, outcomes);
}

/** An update of nothing is no call. */
function isWorthSending({ change, properties }: PreparedChange): boolean {
  return change.kind === 'create' || Object.keys(properties).length > 0;
}

function nothingToSend({ change }: PreparedChange): ItemAnswer {
  if (change.kind === 'create') return { kind: 'unmentioned' };
  return { kind: 'written', wire: { id: change.id, properties: {} } };
}

function itemOf(writing: Writing, operation: BatchOperation, member: PreparedChange): BatchItem {
  const { change, properties } = member;
  const { writeId } = change;
  if (change.kind === 'update') return { writeId, id: change.id, properties };
  if (operation === 'upsert' && change.upsertOn !== undefined) {
    return { writeId, id: properties[change.upsertOn] ?? '', idProperty: change.upsertOn, properties };
  }
  return {
    writeId,
    properties,
    associations: toWireAssociations(writing.object, member.associations, writing.unlabeled),
  };
}

/** `null`: the refusal is not about associations. `later`: HubSpot does not say which, so each is tried by itself. */
function refusedAssociations(
  member: PreparedChange,
  error: WireError,
  attempt: number,
): { readonly rest: PreparedChange; readonly refusals: readonly AssociationRefusal[] | 'later' } | null {
  const invalid = readInvalidAssociations(error);
  if (member.associations.length === 0 || (invalid === null && !isAssociationLimit(error))) return null;
  const refused = member.associations.filter(({ targetId }) => invalid?.ids.includes(targetId) === true);
  if (attempt > 1 || refused.length === 0) return { rest: { ...member, associations: [] }, refusals: 'later' };
  const reason = toRecordError(error);
  return {
    rest: { ...member, associations: member.associations.filter((association) => !refused.includes(association)) },
    refusals: refused.map(({ field, target }) => ({ field, target, error: reason })),
  };
}

function withRefusals(outcome: WriteOutcome, refusals: readonly AssociationRefusal[]): WriteOutcome {
  return outcome.kind === 'written' && refusals.length > 0 ? { ...outcome, refused: refusals } : outcome;
}

async function outcomeOf(
  writing: Writing,
  member: PreparedChange,
  answer: ItemAnswer,
  operation: BatchOperation,
): Promise<WriteOutcome> {
  const { change } = member;
  switch (answer.kind) {
    case 'written':
      return { kind: 'written', record: await writtenRecord(writing, member, answer.wire) };
    case 'refused': {
      const conflict = readConflict(answer.error);
      if (conflict !== null) return { kind: 'exists', id: conflict.id };
      if (change.kind === 'update' && isNotFound(answer.error)) return whereIs(writing, change.id);
      return { kind: 'rejected', error: toRecordError(answer.error) };
    }
    case 'unmentioned':
      return operation === 'update' && change.kind === 'update' ? whereIs(writing, change.id) : unconfirmed();
    default:
      return answer;
  }
}

/** Batch updates leave out merged-away and archived ids; a single read tells them apart. */
async function whereIs(writing: Writing, id: string): Promise<WriteOutcome> {
  const { session, object, tracker } = writing;
  try {
    const wire = await session.client.get(object, id, ['hs_object_id'], tracker.signal);
    if (wire === null) return { kind: 'gone' };
    return wire.id === id ? unconfirmed() : { kind: 'gone', movedTo: wire.id };
  } catch (error) {
    return { kind: 'unknown', error: failureOf(error, true).error };
  }
}

function unconfirmed(): WriteOutcome {
  return {
    kind: 'unknown',
    error: new RetryableError('HubSpot did not say what became of the record.', {
      code: 'outcome-not-told',
      outcomeUnknown: true,
    }),
  };
}

/** Only what the answer carried; owners only where they were written, so that nobody reads them for nothing. */
async function writtenRecord(writing: Writing, member: PreparedChange, wire: WireRecord): Promise<SourceRecord> {
  const { session, catalogue, tracker } = writing;
  const answered = Object.keys(wire.properties).filter(
    (name) => catalogue.typeByProperty.get(name) !== 'user' || member.change.fields[name] !== undefined,
  );
  return toSourceRecord(wire, answered, catalogue, session.owners, tracker.signal);
}

/** What did not travel with its record: upserts take no associations along. */
async function associateWritten(
  writing: Writing,
  members: readonly PreparedChange[],
  outcomes: Map<RecordChange, WriteOutcome>,
): Promise<void> {
  const changes = members.flatMap((member) => {
    const outcome = outcomes.get(member.change);
    if (outcome?.kind !== 'written') return [];
    const { id } = outcome.record;
    const refused = new Set((outcome.refused ?? []).map(({ field, target }) => `${field}/${targetIdOf(target)}`));
    return Object.entries(associationsOf(member.change) ?? {}).map(([field, edit]) => ({
      member,
      change: {
        writeId: member.change.writeId,
        id,
        field,
        add: edit.add.filter((target) => !refused.has(`${field}/${targetIdOf(target)}`)),
        remove: [],
      },
    }));
  });
  if (changes.length === 0) return;
  const { session, object, tracker } = writing;
  const request = { object, changes: changes.map(({ change }) => change) };
  const results = await writeAssociations(session, request, tracker).catch((error: unknown) => {
    const { error: failure } = failureOf(error, true);
    return changes.map((): AssociationOutcome => ({ kind: 'not-sent', error: failure }));
  });
  changes.forEach(({ member, change }, index) => {
    const outcome = outcomes.get(member.change);
    const result = results[index];
    if (outcome?.kind !== 'written' || result === undefined || result.kind === 'gone') return;
    const refused =
      result.kind === 'written'
        ? (result.refused ?? [])
        : change.add.map((target) => ({ field: change.field, target, error: notAssociated(result.error) }));
    outcomes.set(member.change, withRefusals(outcome, [...(outcome.refused ?? []), ...refused]));
  });
}

/** The record is written, and what becomes of its associations is seen at the next read. */
function notAssociated(cause: Error): RecordError {
  return new RecordError(`HubSpot has the record, but did not confirm the association: ${cause.message}`, {
    code: 'association-not-confirmed',
    category: 'other',
    remedy: 'Nothing is to be done: the association is compared and written again at the next sync.',
    cause,
  });
}
