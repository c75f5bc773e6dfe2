import { type HubspotFailure, validationFailure } from '../hubspot-errors.ts';
import type { Portal } from '../portal.ts';
import type { RecordRef } from './association-store.ts';
import type { AssociationType } from './association-types.ts';

/** A record that does not exist yet has no id. */
interface End {
  readonly type: string;
  readonly id: string | undefined;
}

/** The refusal where associating these two records would break a limit of the portal at either end. */
export function limitBroken(
  portal: Portal,
  from: End,
  to: RecordRef,
  types: readonly AssociationType[],
): HubspotFailure | undefined {
  const unlabeled = portal.associationTypes.unlabeled(from.type, to.type);
  for (const type of new Set(unlabeled === undefined ? types : [...types, unlabeled])) {
    const inverse = portal.associationTypes.inverse(type);
    const full = isFull(portal, from, to.id, type) ? from : isFull(portal, to, from.id, inverse) ? to : undefined;
    if (full !== undefined) return limitReached(portal, full, full === from ? type : inverse);
  }
  return undefined;
}

/** The same for targets that a new record brings along: they count together. */
export function newRecordLimitBroken(
  portal: Portal,
  fromType: string,
  made: readonly { readonly to: RecordRef; readonly types: readonly AssociationType[] }[],
): HubspotFailure | undefined {
  const from = { type: fromType, id: undefined };
  const counts = new Map<AssociationType, number>();
  for (const { to, types } of made) {
    const broken = limitBroken(portal, from, to, types);
    if (broken !== undefined) return broken;
    const unlabeled = portal.associationTypes.unlabeled(fromType, to.type);
    for (const type of new Set(unlabeled === undefined ? types : [...types, unlabeled])) {
      const count = (counts.get(type) ?? 0) + 1;
      counts.set(type, count);
      if (type.limit !== undefined && count > type.limit) return limitReached(portal, from, type);
    }
  }
  return undefined;
}

function isFull(portal: Portal, end: End, otherId: string | undefined, type: AssociationType): boolean {
  const { limit } = type;
  // Where only one is possible, another takes its place.
  if (limit === undefined || type.single || end.id === undefined) return false;
  const from = { type: end.type, id: end.id };
  const bearing = portal.associations
    .targets(from, type.to)
    .filter((id) => portal.associations.typesBetween(from, { type: type.to, id })?.has(type) === true);
  return bearing.length >= limit && (otherId === undefined || !bearing.includes(otherId));
}

/** HubSpot's own text is not known. */
function limitReached(portal: Portal, end: End, type: AssociationType): HubspotFailure {
  const { singular } = portal.types.get(end.type);
  const label = type.label === null ? '' : ` labeled "${type.label}"`;
  const record = end.id === undefined ? `the new ${singular}` : `${singular} ${end.id}`;
  const { plural } = portal.types.get(type.to);
  return validationFailure(
    `The association limit of ${type.limit} has been reached: ${record} cannot have more ${plural}${label}`,
  );
}
