import {
  type AppConnection,
  type AssociationTarget,
  ContractError,
  chunksOf,
  type RecordAssociations,
} from '@linkwright/core';
import { createRepeatGuard } from '@linkwright/http';
import { type AssociationField, associationFieldOf } from './hubspot-association-fields.ts';
import { type AssociationType, isSameType } from './hubspot-association-types.ts';
import type { HubspotSession } from './hubspot-session.ts';

const batchSize = 1000;

/** Target id → types, of one record towards one object. */
export type TargetTypes = ReadonlyMap<string, readonly AssociationType[]>;

/** All fields that point at one object are read together: sets and their marks are one answer. */
export async function readAssociations(
  session: HubspotSession,
  request: Parameters<AppConnection['readAssociations']>[0],
  signal: AbortSignal,
): Promise<readonly RecordAssociations[]> {
  const fields = request.associations.map((id) => associationFieldOf(request.object, id));
  const byRecord = new Map(request.ids.map((id) => [id, new Map<string, readonly AssociationTarget[]>()]));
  for (const target of new Set(fields.map((field) => field.target))) {
    const pairs = await readPairs(session, { from: request.object, to: target, ids: request.ids }, signal);
    for (const field of fields.filter((candidate) => candidate.target === target)) {
      for (const [id, targets] of pairs) byRecord.get(id)?.set(field.id, targetsOf(field, targets));
    }
  }
  return request.ids.map((id) => ({ id, associations: Object.fromEntries(byRecord.get(id) ?? []) }));
}

function targetsOf(field: AssociationField, targets: TargetTypes): readonly AssociationTarget[] {
  const { mark } = field;
  return [...targets]
    .filter(([, types]) => mark === undefined || types.some((type) => isSameType(type, mark)))
    .map(([id]) => ({ id }));
}

/**
 * Every association from these records to an object. A record of which HubSpot says nothing at all is left out: it was
 * not read.
 */
export async function readPairs(
  session: HubspotSession,
  request: { readonly from: string; readonly to: string; readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TargetTypes>> {
  const { from, to } = request;
  const pairs = new Map<string, Map<string, AssociationType[]>>();
  for (const chunk of chunksOf([...new Set(request.ids)], batchSize)) {
    // Long lists are paged per record: those that go on are asked again, together.
    const guard = createRepeatGuard('HubSpot', `associations from ${from} to ${to}`);
    let inputs: readonly { readonly id: string; readonly after?: string }[] = chunk.map((id) => ({ id }));
    while (inputs.length > 0) {
      const answer = await session.client.readAssociations({ from, to, inputs }, signal);
      const next: { id: string; after: string }[] = [];
      for (const result of answer.results) {
        const targets = pairs.get(result.from.id) ?? new Map<string, AssociationType[]>();
        pairs.set(result.from.id, targets);
        for (const { toObjectId, associationTypes } of result.to) {
          const types = associationTypes.map(({ category, typeId }) => ({
            associationCategory: category,
            associationTypeId: typeId,
          }));
          targets.set(toObjectId, [...(targets.get(toObjectId) ?? []), ...types]);
        }
        const after = result.paging?.next?.after;
        if (after === undefined) continue;
        guard(`${result.from.id} ${after}`);
        next.push({ id: result.from.id, after });
      }
      for (const error of answer.errors) {
        // A record without associations is reported as an error and turns the answer into a 207.
        if (!/NO_ASSOCIATIONS_FOUND/.test(error.subCategory ?? '')) throw unexpected(from, to, error.message);
        for (const id of error.context?.fromObjectId ?? []) if (!pairs.has(id)) pairs.set(id, new Map());
      }
      inputs = next;
    }
  }
  return pairs;
}

function unexpected(from: string, to: string, message: string): ContractError {
  return new ContractError(
    `HubSpot could not read the associations from ${from} to ${to} (at "errors"): ${message || 'no reason'}`,
    {
      code: 'unexpected-answer',
    },
  );
}
