import { ContractError } from '@linkwright/core';
import { type AssociationType, isPrimary, typeKey } from './hubspot-association-types.ts';
import { findHubspotObject } from './hubspot-objects.ts';

/**
 * An association field as HubSpot knows it. Its id says it all, and never changes: `companies` is the set of all companies
 * associated with a record, `companies#USER_DEFINED:28` a mark on it, `2-3604285` the set of a custom object's records.
 */
export interface AssociationField {
  readonly id: string;
  /** Id of the object that the association points at. */
  readonly target: string;
  /** Absent for a set, which is every association of the pair of objects, whatever its types. */
  readonly mark?: AssociationType;
  /** Does HubSpot itself take the mark from the former target when it is given to another one? */
  readonly exclusive: boolean;
}

export function markId(target: string, type: AssociationType): string {
  return `${target}#${typeKey(type)}`;
}

/** Throws a `ContractError` for an id that `describeObjects` cannot have named. */
export function associationFieldOf(object: string, id: string): AssociationField {
  const [, target = '', category, typeId] = /^([a-z]+|2-\d+)(?:#([A-Z_]+):(\d+))?$/.exec(id) ?? [];
  if (!target.startsWith('2-') && findHubspotObject(target) === undefined) {
    throw new ContractError(`HubSpot ${object} have no association field "${id}".`, { code: 'unknown-association' });
  }
  if (category === undefined || typeId === undefined) return { id, target, exclusive: false };
  const mark = { associationCategory: category, associationTypeId: Number(typeId) };
  return { id, target, mark, exclusive: isPrimary(mark) };
}
