import { type AssociationRefusal, RetryableError, type SourceRecord, type WriteOutcome } from '@linkwright/core';
import { asConnectorError } from '@linkwright/http';
import type { BatchOperation, ItemAnswer } from './hubspot-batch.ts';
import { isNotFound, readConflict, toRecordError } from './hubspot-errors.ts';
import type { PreparedChange } from './hubspot-prepared-change.ts';
import { toSourceRecord } from './hubspot-records.ts';
import type { WireRecord } from './hubspot-wire.ts';
import type { Writing } from './hubspot-writing.ts';

export async function outcomeOf(
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
    return { kind: 'unknown', error: asConnectorError(error, true) };
  }
}

export function unconfirmed(): WriteOutcome {
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

export function withRefusals(outcome: WriteOutcome, refusals: readonly AssociationRefusal[]): WriteOutcome {
  return outcome.kind === 'written' && refusals.length > 0 ? { ...outcome, refused: refusals } : outcome;
}
