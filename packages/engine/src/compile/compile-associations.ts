import {
  type AssociationCompatibility,
  type AssociationFieldSchema,
  type AssociationMapping,
  associationCompatibility,
} from '@linkwright/core';
import { mappingDirection, winnerOf } from './compile-fields.ts';
import type { CompiledAssociationMapping, CompiledEnd } from './compiled-sync.ts';
import type { Problem } from './problem.ts';
import { type ObjectNames, objectKey, type ResolvedSync } from './resolve-ends.ts';
import { place, resolveAssociationField } from './resolve-field.ts';

/** An association mapping with its fields and the object sync of its targets; `sync` is the one it is written in. */
interface ResolvedMapping {
  readonly sync: ResolvedSync;
  readonly mapping: AssociationMapping;
  readonly left: AssociationFieldSchema;
  readonly right: AssociationFieldSchema;
  readonly path: readonly (string | number)[];
}

/**
 * The association mappings of every active sync, by sync name. `all` also holds the disabled syncs, so that a missing
 * target sync can be told from one that is only switched off.
 */
export function compileAssociations(
  active: readonly ResolvedSync[],
  all: readonly ResolvedSync[],
  objectNames: ObjectNames,
  problems: Problem[],
): ReadonlyMap<string, readonly CompiledAssociationMapping[]> {
  const resolved = active.flatMap((sync) => resolveMappings(sync, problems));
  refuseBothEnds(resolved, problems);
  const compiled = new Map<string, readonly CompiledAssociationMapping[]>();
  for (const sync of active) {
    const ofSync = resolved
      .filter((item) => item.sync === sync)
      .flatMap((item) => {
        const mapping = compileOne(item, active, all, objectNames, problems);
        return mapping ? [{ mapping, item }] : [];
      });
    refuseTwice(sync, ofSync, problems);
    compiled.set(
      sync.name,
      ofSync.map(({ mapping }) => mapping),
    );
  }
  return compiled;
}

function resolveMappings(sync: ResolvedSync, problems: Problem[]): readonly ResolvedMapping[] {
  const resolved: ResolvedMapping[] = [];
  (sync.settings.associations ?? []).forEach((mapping, index) => {
    const path = ['syncs', sync.name, 'associations', index];
    const left = resolveAssociationField(sync.left, mapping.left, [...path, 'left'], problems);
    const right = resolveAssociationField(sync.right, mapping.right, [...path, 'right'], problems);
    if (left && right) resolved.push({ sync, mapping, left, right, path });
  });
  return resolved;
}

function compileOne(
  item: ResolvedMapping,
  active: readonly ResolvedSync[],
  all: readonly ResolvedSync[],
  objectNames: ObjectNames,
  problems: Problem[],
): CompiledAssociationMapping | null {
  const { sync, left, right, path } = item;
  const direction = mappingDirection(sync, item.mapping.direction, path, problems);
  if (!direction) return null;
  for (const [side, field, away] of [
    ['left', left, 'left-to-right'],
    ['right', right, 'right-to-left'],
  ] as const) {
    if (!field.readOnly || direction === away) continue;
    problems.push({
      code: 'read-only-target',
      path: [...path, side],
      message: `"${field.name}" of ${place(sync[side])} is read-only, so nothing can be written to it.`,
      remedy: `Add \`direction: ${away}\` to read from it, or map another field.`,
    });
    return null;
  }
  if (refusesKeys(item, problems)) return null;
  const pairs = active.flatMap((candidate) => targetPairs(candidate, sync, left, right));
  if (pairs.length === 0) {
    problems.push(targetNotSynced(item, all, objectNames));
    return null;
  }
  const compatibility = compatibilityOf(item, pairs);
  if (!compatibility.compatible) {
    problems.push({
      code: 'association-incompatible',
      path,
      message: `"${left.name}" of ${place(sync.left)} cannot be mapped to "${right.name}" of ${place(sync.right)}: ${compatibility.reason}`,
      remedy: compatibility.hint ?? 'Choose an association field with the same target.',
    });
    return null;
  }
  const via = chooseVia(item, compatibility.via, problems);
  const target = pairs.find((pair) => pair.via.name === via);
  if (!target) return null;
  return {
    key: JSON.stringify([left.id, right.id, ...pairKey(target.via)]),
    left,
    right,
    direction,
    reading: compatibility.reading,
    winner: winnerOf(sync, [item.mapping.left, item.mapping.right], direction),
    via: target.via.name,
    viaReversed: target.reversed,
  };
}

/** The rule speaks of the field chosen first and its candidates; a written mapping has to pass it from either side. */
function compatibilityOf(item: ResolvedMapping, pairs: readonly TargetPair[]): AssociationCompatibility {
  const { sync, left, right } = item;
  const toLeft = associationCompatibility({
    chosen: right,
    candidate: left,
    candidates: sync.left.object.associations,
    pairedTargets: pairs.map((pair) => ({ chosen: pair.right, candidate: pair.left, via: pair.via.name })),
  });
  if (!toLeft.compatible) return toLeft;
  const toRight = associationCompatibility({
    chosen: left,
    candidate: right,
    candidates: sync.right.object.associations,
    pairedTargets: pairs.map((pair) => ({ chosen: pair.left, candidate: pair.right, via: pair.via.name })),
  });
  return toRight.compatible ? toLeft : toRight;
}

/** A field that holds its target's key instead of its id would need keys to be looked up in both directions. */
function refusesKeys({ sync, left, right, path }: ResolvedMapping, problems: Problem[]): boolean {
  for (const [side, field] of [
    ['left', left],
    ['right', right],
  ] as const) {
    if (field.refersBy === undefined) continue;
    problems.push({
      code: 'not-available-yet',
      path: [...path, side],
      message: `"${field.name}" of ${place(sync[side])} points at its targets by a key, which this version cannot place.`,
      remedy: 'Remove this association mapping for now; the fields of the record can be synced.',
    });
    return true;
  }
  return false;
}

interface TargetPair {
  readonly via: ResolvedSync;
  readonly left: string;
  readonly right: string;
  /** The target sync has its ends the other way round. */
  readonly reversed: boolean;
}

function targetPairs(
  candidate: ResolvedSync,
  sync: ResolvedSync,
  left: AssociationFieldSchema,
  right: AssociationFieldSchema,
): readonly TargetPair[] {
  const pairs: TargetPair[] = [];
  const fits = (a: CompiledEnd, b: CompiledEnd): boolean =>
    a.account === sync.left.account &&
    b.account === sync.right.account &&
    left.targets.includes(a.object.id) &&
    right.targets.includes(b.object.id);
  if (fits(candidate.left, candidate.right)) {
    pairs.push({ via: candidate, left: candidate.left.object.id, right: candidate.right.object.id, reversed: false });
  } else if (fits(candidate.right, candidate.left)) {
    pairs.push({ via: candidate, left: candidate.right.object.id, right: candidate.left.object.id, reversed: true });
  }
  return pairs;
}

function chooseVia(item: ResolvedMapping, offered: readonly string[], problems: Problem[]): string | null {
  const wanted = item.mapping.via;
  if (wanted !== undefined && offered.includes(wanted)) return wanted;
  if (wanted === undefined && offered.length === 1) return offered[0] ?? null;
  problems.push({
    code: wanted === undefined ? 'association-via-needed' : 'association-via-unknown',
    path: wanted === undefined ? item.path : [...item.path, 'via'],
    message:
      wanted === undefined
        ? `Several syncs pair the targets of "${item.mapping.left}" and "${item.mapping.right}": ${offered.join(', ')}.`
        : `"${wanted}" is no active sync that pairs the targets of "${item.mapping.left}" and "${item.mapping.right}".`,
    remedy: `Add \`via: ${offered[0] ?? '<sync>'}\` or another of: ${offered.join(', ')}.`,
  });
  return null;
}

function targetNotSynced(item: ResolvedMapping, all: readonly ResolvedSync[], objectNames: ObjectNames): Problem {
  const { sync, left, right, path } = item;
  const disabled = all
    .filter((candidate) => !candidate.settings.enabled)
    .find((candidate) => targetPairs(candidate, sync, left, right).length > 0);
  const leftTarget = targetName(sync.left, left, objectNames);
  const rightTarget = targetName(sync.right, right, objectNames);
  const explicit = [sync.right, sync.left].find((end) => end.capabilities.requiresExplicitAssociationSyncs);
  const why = explicit
    ? `${explicit.displayName} needs a sync of its own for every object before its associations are recognized.`
    : 'An association is placed through the object sync of its targets.';
  const message = `${sync.name} maps ${item.mapping.left} to "${item.mapping.right}", but no active sync pairs ${leftTarget} with ${rightTarget}.`;
  if (disabled) {
    return {
      code: 'association-target-disabled',
      path,
      message,
      why: `${why} The sync "${disabled.name}" is there, but disabled.`,
      remedy: `Set \`enabled: true\` in syncs.${disabled.name}, or remove this mapping.`,
    };
  }
  return {
    code: 'association-target-not-synced',
    path,
    message,
    why,
    remedy: 'Add under syncs:',
    add: [
      `${yamlKey(leftTarget)}:`,
      `  left: { connection: ${sync.left.connection}, object: ${yamlKey(leftTarget)} }`,
      `  right: { connection: ${sync.right.connection}, object: ${yamlKey(rightTarget)} }`,
      '  match: { left: name, right: Name }      # or another field that both sides share',
      '  fields: [ { left: name, right: Name } ]',
    ].join('\n'),
  };
}

function targetName(end: CompiledEnd, field: AssociationFieldSchema, objectNames: ObjectNames): string {
  return field.targets.map((target) => objectNames.get(objectKey(end.connection, target)) ?? target).join(' or ');
}

const yamlKey = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name));

function refuseBothEnds(mappings: readonly ResolvedMapping[], problems: Problem[]): void {
  mappings.forEach((later, index) => {
    const earlier = mappings.slice(0, index).find((candidate) => sameFromOtherEnd(candidate, later));
    if (!earlier) return;
    problems.push({
      code: 'association-mapped-from-both-ends',
      path: later.path,
      message: `"${later.mapping.left}" ↔ "${later.mapping.right}" in ${later.sync.name} is the same association as "${earlier.mapping.left}" ↔ "${earlier.mapping.right}" in ${earlier.sync.name}, seen from its other end.`,
      remedy: 'Keep one of the two; each carries the association in both directions.',
    });
  });
}

function sameFromOtherEnd(a: ResolvedMapping, b: ResolvedMapping): boolean {
  return (['left', 'right'] as const).some(
    (side) =>
      a.sync[side].account === b.sync[side].account &&
      (isInverse(a.sync[side], a[side], b.sync[side], b[side]) ||
        isInverse(b.sync[side], b[side], a.sync[side], a[side])),
  );
}

function isInverse(
  end: CompiledEnd,
  field: AssociationFieldSchema,
  otherEnd: CompiledEnd,
  other: AssociationFieldSchema,
): boolean {
  const itself = end.object.id === otherEnd.object.id && field.id === other.id;
  return !itself && field.inverse?.object === otherEnd.object.id && field.inverse.field === other.id;
}

/** An association field is mapped once per target sync: two mappings would edit the same targets. */
function refuseTwice(
  sync: ResolvedSync,
  compiled: readonly { readonly mapping: CompiledAssociationMapping; readonly item: ResolvedMapping }[],
  problems: Problem[],
): void {
  compiled.forEach(({ mapping, item }, index) => {
    const earlier = compiled
      .slice(0, index)
      .find(
        ({ mapping: other }) =>
          other.via === mapping.via && (other.left.id === mapping.left.id || other.right.id === mapping.right.id),
      );
    if (!earlier) return;
    const twice = earlier.mapping.left.id === mapping.left.id ? item.mapping.left : item.mapping.right;
    problems.push({
      code: 'duplicate-mapping',
      path: item.path,
      message: `${sync.name} maps "${twice}" twice.`,
      remedy: 'Remove one of the two mappings.',
    });
  });
}

/** Names the pair of target objects independently of the file. */
export function pairKey(sync: ResolvedSync): readonly string[] {
  const ends = [sync.left, sync.right].map((end) => JSON.stringify([end.account, end.object.id]));
  return ends.sort();
}
