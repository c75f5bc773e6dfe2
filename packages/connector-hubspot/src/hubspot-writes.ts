import {
  type AppConnection,
  type AssociationRefusal,
  chunksOf,
  isErrorOfKind,
  type RecordChange,
  type WriteOutcome,
} from '@linkwright/core';
import { createSendTracker } from '@linkwright/http';
import { archiveRecords } from './hubspot-archive.ts';
import { associateWritten } from './hubspot-associate-written.ts';
import { batchSize, sendBatch } from './hubspot-batch.ts';
import { inlineAssociationsOf, type UnlabeledTypes } from './hubspot-inline-associations.ts';
import {
  associationsOf,
  isWorthSending,
  itemOf,
  nothingToSend,
  type PreparedChange,
  refusedAssociations,
} from './hubspot-prepared-change.ts';
import { toWireProperties } from './hubspot-records.ts';
import type { HubspotSession } from './hubspot-session.ts';
import { groupsOf, type WriteGroup } from './hubspot-write-groups.ts';
import { outcomeOf, unconfirmed, withRefusals } from './hubspot-write-outcome.ts';
import type { Writing } from './hubspot-writing.ts';

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
  const writing: Writing = {
    session,
    catalogue,
    object: request.object,
    tracker: createSendTracker({ signal }),
    unlabeled,
  };
  for (const group of groupsOf(prepared)) await writeGroup(writing, group, outcomes);
  const archives = request.changes.filter((change) => change.kind === 'archive');
  for (const chunk of chunksOf(archives, batchSize)) await archiveRecords(writing, chunk, outcomes);
  return request.changes.map((change) => outcomes.get(change) ?? unconfirmed());
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

async function writeGroup(
  writing: Writing,
  group: WriteGroup,
  outcomes: Map<RecordChange, WriteOutcome>,
): Promise<void> {
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
