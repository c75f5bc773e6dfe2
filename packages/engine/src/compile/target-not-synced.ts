import { type AssociationFieldSchema, type FieldSchema, normalizerForTypes } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { AssociationScope } from './association-scope.ts';
import { objectTitle } from './object-title.ts';
import type { Problem } from './problem.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import { objectKey } from './resolved-sync.ts';
import { targetMismatch } from './target-mismatch.ts';
import { targetPairs } from './target-pairs.ts';

/** The refusal of a mapping whose targets no active sync pairs, with the lines that would add one where that can be right. */
export function targetNotSynced(item: ResolvedMapping, scope: AssociationScope): Problem {
  const { sync, left, right, path } = item;
  const disabled = scope.all
    .filter((candidate) => !candidate.settings.enabled)
    .find((candidate) => targetPairs(candidate, sync, left, right).length > 0);
  const leftTarget = targetName(sync.left, left, scope);
  const rightTarget = targetName(sync.right, right, scope);
  const titles = `${targetTitle(sync.left, left, scope)} with ${targetTitle(sync.right, right, scope)}`;
  const fields = suggestedFields(item, scope);
  const why = reasonOf(item, scope);
  const message = `${sync.name} maps ${item.mapping.left} to "${item.mapping.right}", but no active sync pairs ${titles}.`;
  if (disabled) {
    return {
      code: 'association-target-disabled',
      path,
      message,
      why: `${why} The sync "${disabled.name}" is there, but disabled.`,
      remedy: `Set \`enabled: true\` in syncs.${disabled.name}, or remove this mapping.`,
    };
  }
  const mismatch = targetMismatch(item, scope);
  if (mismatch !== null) return mismatch;
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
      `  match: ${fields}      # or another field that both sides share`,
      `  fields: [ ${fields} ]`,
    ].join('\n'),
  };
}

/** Why the association asks for a sync of its targets that somebody wrote. */
function reasonOf({ sync, left, right }: ResolvedMapping, scope: AssociationScope): string {
  const targets = [...targetsOf(sync.right, right, scope), ...targetsOf(sync.left, left, scope)];
  const explicit = [sync.right, sync.left, ...targets].find(needsExplicit);
  if (!explicit) {
    return 'An association is placed through the object sync of its targets, and none can be implied: they share no default match key.';
  }
  const { object, displayName } = explicit;
  return object.capabilities?.requiresExplicitAssociationSyncs === true
    ? `${object.name} of ${displayName} needs a sync of its own before its associations are recognized.`
    : `${displayName} needs a sync of its own for every object before its associations are recognized.`;
}

/**
 * Fields to suggest as match key: what a record is called on the left, and its namesake on the right, or what a record
 * is called there.
 */
function suggestedFields({ sync, left, right }: ResolvedMapping, scope: AssociationScope): string {
  const [from, to] = [onlyOne(targetsOf(sync.left, left, scope)), onlyOne(targetsOf(sync.right, right, scope))];
  const a = from && displayField(from);
  const namesake = a && to?.object.fields.find((field) => sameName(field, a) && comparable(field, a));
  const b = namesake ?? (to && displayField(to));
  if (!a || !b || !comparable(a, b)) return '{ left: name, right: Name }';
  return `{ left: ${yamlKey(a.name)}, right: ${yamlKey(b.name)} }`;
}

const onlyOne = ([target, ...others]: readonly CompiledEnd[]): CompiledEnd | undefined =>
  others.length > 0 ? undefined : target;

const displayField = ({ object }: CompiledEnd): FieldSchema | undefined =>
  object.fields.find((field) => field.id === object.displayField);

const sameName = (a: FieldSchema, b: FieldSchema): boolean => a.name.toLowerCase() === b.name.toLowerCase();

const comparable = (a: FieldSchema, b: FieldSchema): boolean => normalizerForTypes(a.type, b.type) !== null;

export const needsExplicit = (end: CompiledEnd): boolean => end.capabilities.requiresExplicitAssociationSyncs;

/** The objects that an association field may point at, as far as they are known. */
export function targetsOf(
  end: CompiledEnd,
  field: AssociationFieldSchema,
  scope: Pick<AssociationScope, 'all' | 'targets'>,
): readonly CompiledEnd[] {
  const known = [...scope.all.flatMap((sync) => [sync.left, sync.right]), ...scope.targets];
  return field.targets.flatMap(
    (id) => known.find((one) => one.connection === end.connection && one.object.id === id) ?? [],
  );
}

function targetName(end: CompiledEnd, field: AssociationFieldSchema, { objectNames }: AssociationScope): string {
  return field.targets.map((target) => objectNames.get(objectKey(end.connection, target)) ?? target).join(' or ');
}

/** The same for a person to read. */
function targetTitle(end: CompiledEnd, field: AssociationFieldSchema, scope: AssociationScope): string {
  const known = new Map(targetsOf(end, field, scope).map(({ object }) => [object.id, objectTitle(object)]));
  return known.size === field.targets.length ? [...known.values()].join(' or ') : targetName(end, field, scope);
}

const yamlKey = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name));
