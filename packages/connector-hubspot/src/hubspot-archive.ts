import { type ArchiveChange, type RecordChange, type WriteOutcome, writtenOutcome } from '@linkwright/core';
import type { SendTracker } from '@linkwright/http';
import { z } from 'zod';
import { readWireError, toRecordError } from './hubspot-errors.ts';
import { parseWritten } from './hubspot-parse-answer.ts';
import type { HubspotSession } from './hubspot-session.ts';

/** Nothing at all, mostly. */
const archivedSchema = z.looseObject({});

/** Answered with 204 whatever the ids are: archiving what is gone is no mistake. */
export async function archiveRecords(
  writing: { readonly session: HubspotSession; readonly object: string; readonly tracker: SendTracker },
  changes: readonly ArchiveChange[],
  outcomes: Map<RecordChange, WriteOutcome>,
): Promise<void> {
  const { session, object, tracker } = writing;
  const ids = [...new Set(changes.map(({ id }) => id))];
  const result = await tracker.attempt(async (sending) => {
    const inputs = ids.map((id) => ({ id }));
    const response = await session.client.writeRecords(object, 'archive', inputs, sending);
    if (response.status >= 400) return toRecordError(readWireError(response.body));
    parseWritten(archivedSchema, response);
    return null;
  });
  for (const change of changes) {
    if (result.kind !== 'answered') outcomes.set(change, result);
    else if (result.answer === null) outcomes.set(change, writtenOutcome({ id: change.id, fields: {} }));
    else outcomes.set(change, { kind: 'rejected', error: result.answer });
  }
}
