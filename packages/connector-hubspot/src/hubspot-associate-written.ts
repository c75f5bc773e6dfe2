import { type AssociationOutcome, type RecordChange, RecordError, type WriteOutcome } from '@linkwright/core';
import { asConnectorError } from '@linkwright/http';
import { writeAssociations } from './hubspot-association-writes.ts';
import { targetIdOf } from './hubspot-inline-associations.ts';
import { associationsOf, type PreparedChange } from './hubspot-prepared-change.ts';
import { withRefusals } from './hubspot-write-outcome.ts';
import type { Writing } from './hubspot-writing.ts';

/** What did not travel with its record: upserts take no associations along. */
export async function associateWritten(
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
    const failure = asConnectorError(error, true);
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
