import type { CompiledMatchKey, Direction, Winner } from '@linkwright/core';
import type {
  CompiledAssociationMapping,
  CompiledEnd,
  CompiledFieldMapping,
  CompiledSync,
} from '../context/compiled-sync.ts';
import { otherSide } from '../store/side.ts';

/** Puts the ends of a sync into the order of their accounts, so that state does not depend on how a file is written. */
export function orient(sync: CompiledSync): CompiledSync {
  if (identity(sync.left) <= identity(sync.right)) return sync;
  return {
    ...sync,
    reversed: !sync.reversed,
    left: sync.right,
    right: sync.left,
    direction: reverseDirection(sync.direction),
    matchKeys: sync.matchKeys.map(reverseMatchKey),
    fields: sync.fields.map(reverseField),
    associations: sync.associations.map(reverseAssociation),
    filter: { ...sync.filter, left: sync.filter.right, right: sync.filter.left },
    createOn: { left: sync.createOn.right, right: sync.createOn.left },
    archiveOn: { left: sync.archiveOn.right, right: sync.archiveOn.left },
    mergeOn: { left: sync.mergeOn.right, right: sync.mergeOn.left },
    identity: { left: sync.identity.right, right: sync.identity.left },
  };
}

/** The ends of a pair in stored order. */
export const inStoredOrder = (left: CompiledEnd, right: CompiledEnd): boolean => identity(left) <= identity(right);

const identity = (end: CompiledEnd): string => JSON.stringify([end.account, end.object.id]);

export function reverseDirection(direction: Direction): Direction {
  if (direction === 'two-way') return direction;
  return direction === 'left-to-right' ? 'right-to-left' : 'left-to-right';
}

const reverseWinner = (winner: Winner): Winner =>
  winner === 'left' || winner === 'right' ? otherSide(winner) : winner;

const reverseMatchKey = (key: CompiledMatchKey): CompiledMatchKey => ({
  parts: key.parts.map((part) => ({ ...part, left: part.right, right: part.left })),
});

const reverseField = (mapping: CompiledFieldMapping): CompiledFieldMapping => ({
  key: JSON.stringify([mapping.right.id, mapping.left.id]),
  left: mapping.right,
  right: mapping.left,
  direction: reverseDirection(mapping.direction),
  toRight: mapping.toLeft,
  toLeft: mapping.toRight,
  winner: reverseWinner(mapping.winner),
});

function reverseAssociation(mapping: CompiledAssociationMapping): CompiledAssociationMapping {
  const [left, right, ...target]: unknown[] = JSON.parse(mapping.key);
  return {
    ...mapping,
    key: JSON.stringify([right, left, ...target]),
    left: mapping.right,
    right: mapping.left,
    direction: reverseDirection(mapping.direction),
    winner: reverseWinner(mapping.winner),
    owner: mapping.owner === null ? null : otherSide(mapping.owner),
    keys: { left: mapping.keys.right, right: mapping.keys.left },
  };
}
