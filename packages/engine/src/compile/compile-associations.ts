import { type AssociationCompatibility, associationCompatibility, type Direction } from '@linkwright/core';
import type { CompiledAssociationMapping } from '../context/compiled-sync.ts';
import type { AssociationScope } from './association-scope.ts';
import type { CompilationNote } from './compilation.ts';
import { compileTargetKeys } from './compile-target-keys.ts';
import { noteDefaults, type WaitingDefault } from './default-associations.ts';
import { keepOneEnd } from './keep-one-end.ts';
import { mappingDirection, winnerOf } from './mapping-direction.ts';
import type { Problem } from './problem.ts';
import { refuseBothEnds, refuseTwice } from './refuse-repeated.ts';
import { place } from './resolve-field.ts';
import type { PlacedMapping, ResolvedMapping } from './resolved-mapping.ts';
import { targetNotSynced } from './target-not-synced.ts';
import { pairKey, siblingNumber, type TargetPair, targetPairs } from './target-pairs.ts';

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

function compileOne(
  item: ResolvedMapping,
  scope: AssociationScope,
  problems: Problem[],
): CompiledAssociationMapping | null {
  const { sync, left, right, path } = item;
  const wanted = wantedDirection(item, problems);
  if (wanted === null) return null;
  const direction = mappingDirection(sync, wanted.direction, path, problems);
  if (!direction || !mayKeepMarks(item, problems)) return null;
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
  const keys = compileTargetKeys(item, target, scope.references, problems);
  if (!keys) return null;
  return {
    key: JSON.stringify([left.id, right.id, ...pairKey(target.via), ...siblingNumber(target.via, scope.active)]),
    left,
    right,
    direction,
    reading: compatibility.reading,
    winner: winnerOf(sync, [item.mapping.left, item.mapping.right], direction),
    owner: item.mapping.owner ?? null,
    keepMarks: item.mapping.keepMarks === true,
    keys,
    via: target.via.name,
    viaReversed: target.reversed,
  };
}

/** What a side owns goes from it to the other one. */
function wantedDirection(
  { mapping, path }: ResolvedMapping,
  problems: Problem[],
): { readonly direction: Direction | undefined } | null {
  const { owner, direction } = mapping;
  if (owner === undefined) return { direction };
  const away = owner === 'left' ? 'left-to-right' : 'right-to-left';
  if (direction === undefined || direction === away) return { direction: away };
  problems.push({
    code: 'owner-contradicts-direction',
    path: [...path, 'owner'],
    message: `This mapping goes ${direction}, but the ${owner} side is its owner.`,
    remedy: 'Leave out `direction` or `owner`.',
  });
  return null;
}

function mayKeepMarks({ mapping, left, right, sync, path }: ResolvedMapping, problems: Problem[]): boolean {
  if (mapping.keepMarks !== true) return true;
  const isMarked = (side: 'left' | 'right', id: string): boolean =>
    sync[side].object.associations.some(({ markOn }) => markOn === id);
  if (isMarked('left', left.id) || isMarked('right', right.id)) return true;
  problems.push({
    code: 'no-marks-to-keep',
    path: [...path, 'keepMarks'],
    message: `Neither "${left.name}" nor "${right.name}" is a set that has marks.`,
    remedy: 'Leave it out, or put it on the mapping of the set: removing a mark keeps everything else.',
  });
  return false;
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
