import type {
  AppConnection,
  AssociationRefusal,
  CreateChange,
  RecordChange,
  SourceRecord,
  UpdateChange,
  WriteOutcome,
} from '@linkwright/core';
import { isErrorOfKind, RetryableError } from '@linkwright/core';
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
import { isNotFound, readConflict, readInvalidAssociations, toRecordError } from './hubspot-errors.ts';
import { type InlineAssociation, inlineAssociationsOf, toWireAssociations } from './hubspot-inline-associations.ts';
import { toSourceRecord, toWireProperties } from './hubspot-records.ts';
import { chunksOf, type HubspotSession } from './hubspot-session.ts';
import type { WireError, WireRecord } from './hubspot-wire.ts';

const batchSize = 100;

interface Writing {
  readonly session: HubspotSession;
  readonly catalogue: ObjectCatalogue;
  readonly object: string;
  readonly tracker: WriteTracker;
}

type CreateOrUpdate = CreateChange | UpdateChange;

/** One outcome per change, in order. Rejects only while nothing has been sent. */
export async function write(
  session: HubspotSession,
  request: Parameters<AppConnection['write']>[0],
  signal: AbortSignal,
): Promise<readonly WriteOutcome[]> {
  const catalogue = await session.catalogue.known(request.object, signal);
  const writing: Writing = { session, catalogue, object: request.object, tracker: { signal, sent: false } };
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
  let open = group.members;
  // The first attempt, one without the targets that HubSpot named, and one without any.
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const { session, object, tracker } = writing;
    const items = open.filter(isWorthSending).map((member) => itemOf(writing, group.operation, member));
    const answers = await sendBatch(session, { object, operation: group.operation, items }, tracker);
    const again: PreparedChange[] = [];
    for (const member of open) {
      const answer = answers.get(member.change.writeId) ?? nothingToSend(member);
      const refused = answer.kind === 'refused' ? refusedAssociations(member, answer.error, attempt) : null;
      if (refused !== null) {
        refusals.set(member.change.writeId, [...(refusals.get(member.change.writeId) ?? []), ...refused.refusals]);
        again.push(refused.rest);
        continue;
      }
      const outcome = await outcomeOf(writing, member, answer, group.operation);
      outcomes.set(member.change, withRefusals(outcome, refusals.get(member.change.writeId) ?? []));
    }
    open = again;
  }
  if (group.operation === 'upsert') await associateUpserted(writing, group.members, outcomes);
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
  return { writeId, properties, associations: toWireAssociations(writing.object, member.associations) };
}

/** `null`: the refusal is not about associations. */
function refusedAssociations(
  member: PreparedChange,
  error: WireError,
  attempt: number,
): { readonly rest: PreparedChange; readonly refusals: readonly AssociationRefusal[] } | null {
  const invalid = member.associations.length === 0 ? null : readInvalidAssociations(error);
  if (invalid === null) return null;
  const named = member.associations.filter(({ targetId }) => invalid.ids.includes(targetId));
  const refused = attempt === 1 && named.length > 0 ? named : member.associations;
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

/** Upserts do not take associations along. */
async function associateUpserted(
  writing: Writing,
  members: readonly PreparedChange[],
  outcomes: Map<RecordChange, WriteOutcome>,
): Promise<void> {
  const changes = members.flatMap((member) => {
    const outcome = outcomes.get(member.change);
    if (outcome?.kind !== 'written') return [];
    const { id } = outcome.record;
    return Object.entries(associationsOf(member.change) ?? {}).map(([field, edit]) => ({
      member,
      change: { writeId: member.change.writeId, id, field, add: edit.add, remove: [] },
    }));
  });
  if (changes.length === 0) return;
  const { session, object, tracker } = writing;
  const results = await writeAssociations(session, { object, changes: changes.map(({ change }) => change) }, tracker);
  changes.forEach(({ member }, index) => {
    const outcome = outcomes.get(member.change);
    const result = results[index];
    if (outcome?.kind !== 'written' || result === undefined) return;
    if (result.kind === 'written') {
      outcomes.set(member.change, withRefusals(outcome, [...(outcome.refused ?? []), ...(result.refused ?? [])]));
    } else if (result.kind !== 'gone') {
      outcomes.set(member.change, { kind: 'unknown', error: result.error });
    }
  });
}
