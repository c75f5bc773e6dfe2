import type { AssociationRefusal, CreateChange, UpdateChange } from '@linkwright/core';
import type { BatchItem, BatchOperation, ItemAnswer } from './hubspot-batch.ts';
import { isAssociationLimit, readInvalidAssociations, toRecordError } from './hubspot-errors.ts';
import { type InlineAssociation, toWireAssociations } from './hubspot-inline-associations.ts';
import type { WireError } from './hubspot-wire.ts';
import type { Writing } from './hubspot-writing.ts';

/** A change on its way to HubSpot. */
export interface PreparedChange {
  readonly change: CreateChange | UpdateChange;
  readonly properties: Readonly<Record<string, string>>;
  readonly associations: readonly InlineAssociation[];
}

export function associationsOf(change: PreparedChange['change']): CreateChange['associations'] {
  return change.kind === 'create' ? change.associations : undefined;
}

/** An update of nothing is no call. */
export function isWorthSending({ change, properties }: PreparedChange): boolean {
  return change.kind === 'create' || Object.keys(properties).length > 0;
}

export function nothingToSend({ change }: PreparedChange): ItemAnswer {
  if (change.kind === 'create') return { kind: 'unmentioned' };
  return { kind: 'written', wire: { id: change.id, properties: {} } };
}

export function itemOf(writing: Writing, operation: BatchOperation, member: PreparedChange): BatchItem {
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
export function refusedAssociations(
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
