import type { ArchiveChange, RecordChange, WriteOutcome } from '@linkwright/core';
import { z } from 'zod';
import { failureOf, type WriteTracker } from './hubspot-batch.ts';
import { readWireError, toRecordError } from './hubspot-errors.ts';
import { parseWritten } from './hubspot-parse-answer.ts';
import type { HubspotSession } from './hubspot-session.ts';

/** Nothing at all, mostly. */
const archivedSchema = z.looseObject({});

/** Answered with 204 whatever the ids are: archiving what is gone is no mistake. */
export async function archiveRecords(
  writing: { readonly session: HubspotSession; readonly object: string; readonly tracker: WriteTracker },
  changes: readonly ArchiveChange[],
  outcomes: Map<RecordChange, WriteOutcome>,
): Promise<void> {
  const { session, object, tracker } = writing;
  let left = false;
  const onSend = () => {
    left = true;
    tracker.sent = true;
  };
  const settle = (outcome: (change: ArchiveChange) => WriteOutcome) => {
    for (const change of changes) outcomes.set(change, outcome(change));
  };
  try {
    const inputs = [...new Set(changes.map(({ id }) => id))].map((id) => ({ id }));
    const response = await session.client.writeRecords(object, 'archive', inputs, { signal: tracker.signal, onSend });
    if (response.status >= 400) {
      settle(() => ({ kind: 'rejected', error: toRecordError(readWireError(response.body)) }));
      return;
    }
    parseWritten(archivedSchema, response);
    settle(({ id }) => ({ kind: 'written', record: { id, fields: {} } }));
  } catch (error) {
    if (!tracker.sent) throw error;
    const failure = failureOf(error, left);
    settle(() => failure);
  }
}
