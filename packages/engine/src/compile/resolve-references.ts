import { type FieldSchema, type NormalizerName, normalizerForTypes, type Reference } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { type ReferenceField, referenceId, referenceTypes } from '../reference/reference-field.ts';
import { withReferences } from '../reference/with-references.ts';
import type { Side } from '../store/side.ts';
import { compileMatch } from './compile-match.ts';
import { hint } from './hint.ts';
import type { Problem } from './problem.ts';
import { place, resolveField } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

type Path = readonly (string | number)[];

/** A declared reference with everything resolved, and the object whose records hold it. */
interface ResolvedReference {
  readonly connection: string;
  readonly object: string;
  readonly reference: ReferenceField;
  /** The sync that declares it. */
  readonly sync: string;
}

/**
 * Plain fields that are declared as references become association fields of their objects, in every sync that uses the
 * object, and connections learn to read and write them as such.
 */
export function resolveReferences(
  syncs: readonly ResolvedSync[],
  problems: Problem[],
): {
  readonly syncs: readonly ResolvedSync[];
  readonly references: readonly ReferenceField[];
  /** Does the same to a sync that is derived from these. */
  readonly extend: (sync: ResolvedSync) => ResolvedSync;
} {
  const found: ResolvedReference[] = [];
  for (const sync of syncs) {
    if (!sync.settings.enabled) continue;
    (sync.settings.references ?? []).forEach((written, index) => {
      const path = ['syncs', sync.name, 'references', index];
      const resolved = resolveOne(sync, written, path, syncs, problems);
      if (resolved && isOnlyOne(resolved, found, path, problems)) found.push(resolved);
    });
  }
  const apps = new Map<string, CompiledEnd['app']>();
  const withReferenceFields = (end: CompiledEnd): CompiledEnd => {
    const ofConnection = found.filter(({ connection }) => connection === end.connection);
    if (ofConnection.length === 0) return end;
    const fieldsOf = (object: string): readonly ReferenceField[] =>
      ofConnection.filter((one) => one.object === object).map(({ reference }) => reference);
    const objects = new Set(ofConnection.map(({ object }) => object));
    const app =
      apps.get(end.connection) ??
      withReferences(end.app, new Map([...objects].map((object) => [object, fieldsOf(object)])));
    apps.set(end.connection, app);
    const associations = [...end.object.associations, ...fieldsOf(end.object.id).map(({ schema }) => schema)];
    return { ...end, app, object: { ...end.object, associations } };
  };
  const extend = (sync: ResolvedSync): ResolvedSync => ({
    ...sync,
    left: withReferenceFields(sync.left),
    right: withReferenceFields(sync.right),
  });
  return { syncs: syncs.map(extend), references: found.map(({ reference }) => reference), extend };
}

function resolveOne(
  sync: ResolvedSync,
  written: Reference,
  path: Path,
  syncs: readonly ResolvedSync[],
  problems: Problem[],
): ResolvedReference | null {
  const side: Side = written.left === undefined ? 'right' : 'left';
  const end = sync[side];
  const field = resolveField(end, written[side] ?? '', [...path, side], problems);
  const target = targetEnd(sync, written, end, path, syncs, problems);
  if (!field || !target) return null;
  if (!referenceTypes.includes(field.type)) {
    problems.push({
      code: 'reference-field-unsuitable',
      path: [...path, side],
      message: `"${field.name}" of ${place(end)} is of type ${field.type}, which holds no key of another record.`,
      remedy: 'Name a text or number field.',
    });
    return null;
  }
  if (mapsAsField(sync, side, field)) {
    problems.push({
      code: 'reference-mapped-as-field',
      path: [...path, side],
      message: `"${field.name}" of ${place(end)} is a reference here, and a plain field under \`fields\` of ${sync.name}.`,
      remedy: 'Remove one of the two: as a reference it is mapped under `associations`.',
    });
    return null;
  }
  const key = keyOfTarget(sync, written, target, path, problems);
  if (!key) return null;
  return {
    connection: end.connection,
    object: end.object.id,
    sync: sync.name,
    reference: {
      field: field.id,
      key: { ...key, separator: written.separator ?? null },
      schema: {
        id: referenceId(field.id),
        name: field.name,
        label: field.label,
        targets: [target.end.object.id],
        cardinality: written.separator === undefined ? 'one' : 'many',
        readOnly: field.readOnly,
        refersBy: key.field.id,
        writes: 'inline',
        changeTouchesRecord: true,
      },
    },
  };
}

interface TargetEnd {
  readonly sync: ResolvedSync;
  readonly side: Side;
  readonly end: CompiledEnd;
}

function targetEnd(
  sync: ResolvedSync,
  written: Reference,
  end: CompiledEnd,
  path: Path,
  syncs: readonly ResolvedSync[],
  problems: Problem[],
): TargetEnd | null {
  const target = syncs.find((candidate) => candidate.name === written.target);
  if (!target?.settings.enabled) {
    problems.push({
      code: 'reference-target-not-synced',
      path: [...path, 'target'],
      message: target
        ? `The sync "${written.target}", whose records this field refers to, is disabled.`
        : `There is no sync "${written.target}" whose records this field could refer to.`,
      remedy: target
        ? `Set \`enabled: true\` in syncs.${written.target}, or remove this reference.`
        : hint(
            written.target,
            syncs.map(({ name }) => name),
            'syncs',
          ),
    });
    return null;
  }
  const side = (['left', 'right'] as const).find((one) => target[one].account === end.account);
  if (side !== undefined) return { sync: target, side, end: target[side] };
  problems.push({
    code: 'reference-target-elsewhere',
    path: [...path, 'target'],
    message: `The sync "${target.name}" pairs no object of ${end.displayName}, where ${sync.name} has this field.`,
    remedy: `Name a sync with an object of the connection "${end.connection}".`,
  });
  return null;
}

function keyOfTarget(
  sync: ResolvedSync,
  written: Reference,
  target: TargetEnd,
  path: Path,
  problems: Problem[],
): { readonly field: FieldSchema; readonly normalize: NormalizerName } | null {
  if (written.key !== undefined) {
    const field = resolveField(target.end, written.key, [...path, 'key'], problems);
    if (!field) return null;
    const normalize = normalizerForTypes(field.type, field.type);
    if (normalize !== null) return { field, normalize };
    problems.push({
      code: 'reference-key-unsuitable',
      path: [...path, 'key'],
      message: `"${field.name}" of ${place(target.end)} is of type ${field.type}, which names no record.`,
      remedy: 'Name a field with a value of its own for each record: a name, a code, an e-mail address.',
    });
    return null;
  }
  const [first] = compileMatch(target.sync, { problems: [], notes: [] });
  const [part, ...more] = first?.parts ?? [];
  const field = part && more.length === 0 ? target.end.object.fields.find(({ id }) => id === part[target.side]) : null;
  if (part && field) return { field, normalize: part.normalize };
  problems.push({
    code: 'reference-key-missing',
    path,
    message: `The first match key of "${target.sync.name}" is no single field, so it is not clear what this reference of ${sync.name} holds.`,
    remedy: `Add \`key: <field of ${place(target.end)}>\`.`,
  });
  return null;
}

function mapsAsField(sync: ResolvedSync, side: Side, field: FieldSchema): boolean {
  return (sync.settings.fields ?? []).some((mapping) => mapping[side] === field.name || mapping[side] === field.id);
}

/** Two syncs of one object may declare the same reference; one field cannot hold keys of two kinds. */
function isOnlyOne(
  resolved: ResolvedReference,
  found: readonly ResolvedReference[],
  path: Path,
  problems: Problem[],
): boolean {
  const earlier = found.find(
    (other) =>
      other.connection === resolved.connection &&
      other.object === resolved.object &&
      other.reference.field === resolved.reference.field,
  );
  if (!earlier) return true;
  const same = JSON.stringify(earlier.reference) === JSON.stringify(resolved.reference);
  if (!same) {
    problems.push({
      code: 'duplicate-reference',
      path,
      message: `"${resolved.reference.schema.name}" is declared as a reference twice, in ${earlier.sync} and ${resolved.sync}, with different targets or keys.`,
      remedy: 'Remove one of the two.',
    });
  }
  return false;
}
