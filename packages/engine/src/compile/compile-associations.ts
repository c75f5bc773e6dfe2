import {
  type AssociationCompatibility,
  type AssociationFieldSchema,
  type AssociationMapping,
  associationCompatibility,
} from '@linkwright/core';
import type { ReferenceField } from '../reference/reference-field.ts';
import { otherSide, type Side } from '../store/side.ts';
import { mappingDirection, winnerOf } from './compile-fields.ts';
import type { CompilationNote, CompiledAssociationMapping, CompiledEnd, CompiledTargetKey } from './compiled-sync.ts';
import { defaultAssociations, noteDefaults, type WaitingDefault } from './default-associations.ts';
import { pausedBy } from './former-names.ts';
import { keepOneEnd, type PlacedMapping } from './keep-one-end.ts';
import type { Problem } from './problem.ts';
import type { ObjectNames, ResolvedSync } from './resolve-ends.ts';
import { place, resolveAssociationField } from './resolve-field.ts';
import { targetNotSynced } from './target-not-synced.ts';

/** An association mapping with its fields and the object sync of its targets; `sync` is the one it is written in. */
export interface ResolvedMapping {
  readonly sync: ResolvedSync;
  readonly mapping: AssociationMapping;
  /** Taken from the defaults: nobody wrote it, so what keeps it from being placed is no mistake. */
  readonly assumed: boolean;
  readonly left: AssociationFieldSchema;
  readonly right: AssociationFieldSchema;
  readonly path: readonly (string | number)[];
}

/** What the association mappings are compiled against. */
export interface AssociationScope {
  /** The syncs that run, implied ones included. */
  readonly active: readonly ResolvedSync[];
  /** Also the disabled ones, so that a missing target sync can be told from one that is only switched off. */
  readonly all: readonly ResolvedSync[];
  readonly objectNames: ObjectNames;
  /** Target objects without a sync of their own, as far as they could be described. */
  readonly targets: readonly CompiledEnd[];
  readonly references: readonly ReferenceField[];
}

/** The association mappings of every active sync, by sync name. */
export function compileAssociations(
  mappings: readonly ResolvedMapping[],
  scope: AssociationScope,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): ReadonlyMap<string, readonly CompiledAssociationMapping[]> {
  refuseBothEnds(
    mappings.filter((item) => !item.assumed),
    output.problems,
  );
  const placed: PlacedMapping[] = [];
  const waiting: WaitingDefault[] = [];
  for (const item of mappings) {
    const problems: Problem[] = item.assumed ? [] : output.problems;
    const mapping = compileOne(item, scope, problems);
    const [problem] = problems;
    if (mapping) placed.push({ item, mapping });
    else if (item.assumed && problem) waiting.push({ item, problem });
  }
  const { kept, dropped } = keepOneEnd(placed);
  output.notes.push(...noteDefaults(kept, dropped, waiting));
  const compiled = new Map<string, readonly CompiledAssociationMapping[]>();
  for (const sync of scope.active) {
    const ofSync = kept.filter(({ item }) => item.sync === sync);
    refuseTwice(sync, ofSync, output.problems);
    compiled.set(
      sync.name,
      ofSync.map(({ mapping }) => mapping),
    );
  }
  return compiled;
}

/** The mappings of a sync with their fields: those that are written, or else the defaults. */
export function resolveMappings(
  sync: ResolvedSync,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): readonly ResolvedMapping[] {
  const written = sync.settings.associations;
  const resolved: ResolvedMapping[] = [];
  (written ?? defaultAssociations(sync)).forEach((mapping, index) => {
    const path = ['syncs', sync.name, 'associations', index];
    const problems: Problem[] = [];
    const left = resolveAssociationField(sync.left, mapping.left, [...path, 'left'], problems);
    const right = resolveAssociationField(sync.right, mapping.right, [...path, 'right'], problems);
    const paused = pausedBy(problems);
    if (paused === null) output.problems.push(...problems.filter((problem) => !isToldAlready(sync, mapping, problem)));
    else output.notes.push({ sync: sync.name, text: `paused: ${mapping.left} ↔ ${mapping.right}. ${paused}` });
    if (left && right) resolved.push({ sync, mapping, assumed: written === undefined, left, right, path });
  });
  return resolved;
}

/** A field that is declared as a reference and could not be made one: the declaration has been told what is wrong. */
function isToldAlready(sync: ResolvedSync, mapping: AssociationMapping, problem: Problem): boolean {
  const side = problem.path.at(-1);
  if (problem.code !== 'field-mapped-as-association' || (side !== 'left' && side !== 'right')) return false;
  return (sync.settings.references ?? []).some((reference) => reference[side] === mapping[side]);
}

function compileOne(
  item: ResolvedMapping,
  scope: AssociationScope,
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
  const pairs = scope.active.flatMap((candidate) => targetPairs(candidate, sync, left, right));
  if (pairs.length === 0) {
    problems.push(targetNotSynced(item, scope));
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
  const keys = compileKeys(item, target, scope.references, problems);
  if (!keys) return null;
  return {
    key: JSON.stringify([left.id, right.id, ...pairKey(target.via), ...siblingNumber(target.via, scope.active)]),
    left,
    right,
    direction,
    reading: compatibility.reading,
    winner: winnerOf(sync, [item.mapping.left, item.mapping.right], direction),
    keys,
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

/** How each side names its targets. An app's own key is compared as it stands; a person's spelling is forgiven more. */
function compileKeys(
  { left, right, path }: ResolvedMapping,
  target: TargetPair,
  references: readonly ReferenceField[],
  problems: Problem[],
): CompiledAssociationMapping['keys'] | null {
  const keys: Record<Side, CompiledTargetKey | null> = { left: null, right: null };
  for (const [side, association] of [
    ['left', left],
    ['right', right],
  ] as const) {
    const { refersBy } = association;
    if (refersBy === undefined) continue;
    const end = target.via[target.reversed ? otherSide(side) : side];
    const reference = references.find(({ schema }) => schema === association);
    const field = end.object.fields.find(({ id }) => id === refersBy);
    if (!field) {
      problems.push({
        code: 'association-key-unknown',
        path: [...path, side],
        message: `"${association.name}" names its targets by "${refersBy}", but ${place(end)} shows no such field.`,
        remedy: `Give the credentials access to that field of ${place(end)}, or remove this mapping.`,
      });
      return null;
    }
    const isNumber = field.type === 'integer' || field.type === 'decimal';
    keys[side] = reference?.key ?? { field, normalize: isNumber ? 'number' : 'exact', separator: null };
  }
  return keys;
}

export interface TargetPair {
  readonly via: ResolvedSync;
  readonly left: string;
  readonly right: string;
  /** The target sync has its ends the other way round. */
  readonly reversed: boolean;
}

export function targetPairs(
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

export function isInverse(
  end: CompiledEnd,
  field: AssociationFieldSchema,
  otherEnd: CompiledEnd,
  other: AssociationFieldSchema,
): boolean {
  const itself = end.object.id === otherEnd.object.id && field.id === other.id;
  return !itself && field.inverse?.object === otherEnd.object.id && field.inverse.field === other.id;
}

/** An association field is mapped once per target sync: two mappings would edit the same targets. */
function refuseTwice(sync: ResolvedSync, compiled: readonly PlacedMapping[], problems: Problem[]): void {
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

/** Where several syncs pair the same targets, each sees edges of its own; the first has no number. */
function siblingNumber(via: ResolvedSync, active: readonly ResolvedSync[]): readonly number[] {
  const key = JSON.stringify(pairKey(via));
  const number = active.filter((sync) => JSON.stringify(pairKey(sync)) === key).indexOf(via);
  return number > 0 ? [number] : [];
}

/** Names the pair of target objects independently of the file. */
export function pairKey(sync: ResolvedSync): readonly string[] {
  const ends = [sync.left, sync.right].map((end) => JSON.stringify([end.account, end.object.id]));
  return ends.sort();
}
