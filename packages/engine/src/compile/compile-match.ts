import { type CompiledMatchKey, type MatchKeyPart, normalizerForTypes } from '@linkwright/core';
import type { CompilationNote } from './compilation.ts';
import type { Problem } from './problem.ts';
import { place, resolveField } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** The match keys in the order in which they are tried. */
export function compileMatch(
  sync: ResolvedSync,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): readonly CompiledMatchKey[] {
  const written = sync.settings.match;
  if (written === undefined) return defaultMatch(sync, output);
  const list = Array.isArray(written) ? written : [written];
  const base = ['syncs', sync.name, 'match'];
  const keys: CompiledMatchKey[] = [];
  list.forEach((key, index) => {
    const path = Array.isArray(written) ? [...base, index] : base;
    const parts = 'all' in key ? key.all : [key];
    const compiled = parts.map((part, number) =>
      compilePart(sync, part, 'all' in key ? [...path, 'all', number] : path, output.problems),
    );
    if (compiled.every((part) => part !== null)) keys.push({ parts: compiled });
  });
  return keys;
}

function compilePart(
  sync: ResolvedSync,
  part: MatchKeyPart,
  path: readonly (string | number)[],
  problems: Problem[],
): CompiledMatchKey['parts'][number] | null {
  const left = resolveField(sync.left, part.left, [...path, 'left'], problems);
  const right = resolveField(sync.right, part.right, [...path, 'right'], problems);
  if (!left || !right) return null;
  const normalize = part.normalize ?? normalizerForTypes(left.type, right.type);
  if (normalize === null) {
    problems.push({
      code: 'match-key-incomparable',
      path,
      message: `"${left.name}" of ${place(sync.left)} (${left.type}) and "${right.name}" of ${place(sync.right)} (${right.type}) cannot be compared.`,
      remedy: 'Match on two fields of the same kind, such as two e-mail addresses, two names or two numbers.',
    });
    return null;
  }
  return { left: left.id, right: right.id, normalize };
}

function defaultMatch(
  sync: ResolvedSync,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): readonly CompiledMatchKey[] {
  const keys: CompiledMatchKey[] = [];
  const names: string[] = [];
  for (const id of sync.left.object.defaultMatch ?? []) {
    const left = sync.left.object.fields.find((field) => field.id === id);
    if (left?.standard === undefined) continue;
    const right = sync.right.object.fields.find(
      (field) => field.standard === left.standard && sync.right.object.defaultMatch?.includes(field.id),
    );
    const normalize = right && normalizerForTypes(left.type, right.type);
    if (!right || !normalize) continue;
    keys.push({ parts: [{ left: left.id, right: right.id, normalize }] });
    names.push(`${left.name} ↔ ${right.name}`);
  }
  if (keys.length > 0) output.notes.push({ sync: sync.name, text: `matched by default on ${names.join(', then ')}` });
  else if (sync.settings.keyless !== 'create') {
    output.problems.push({
      code: 'match-key-missing',
      path: ['syncs', sync.name],
      message: `${sync.name} has no match key, and ${place(sync.left)} and ${place(sync.right)} share no default one.`,
      why: 'Without a match key, records that are already on both sides would be created a second time.',
      remedy:
        'Add `match: { left: <field>, right: <field> }` with a field that names a record on both sides, or `keyless: create` if nothing does.',
    });
  }
  return keys;
}
