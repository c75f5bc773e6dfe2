import type { CallOptions, ObjectSync } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { Side } from '../store/side.ts';
import { checkedApps } from './checked-apps.ts';
import { compileConditions } from './compile-filter.ts';
import { fieldGone } from './former-names.ts';
import type { Problem } from './problem.ts';
import { type ConnectedApp, findObjects, resolveEnd, writtenEnds } from './resolve-ends.ts';
import { resolveAssociationField, resolveField } from './resolve-field.ts';
import { withTimeZone } from './time-zones.ts';

/**
 * What is wrong with the open end of syncs whose other end is not: names that its app does not know, and its filter.
 * Whatever takes both ends to judge is left to `compileSyncs`. Syncs with both ends open, or none, are passed over.
 * Throws the apps' own errors.
 */
export async function checkLoneEnds(
  request: {
    /** The open ones. */
    readonly connections: ReadonlyMap<string, ConnectedApp>;
    readonly syncs: Readonly<Record<string, ObjectSync>>;
  },
  options: CallOptions,
): Promise<readonly Problem[]> {
  const { syncs } = request;
  const connections = checkedApps(request.connections);
  const isOpen = ({ connection }: ObjectSync['left']): boolean => connections.has(connection);
  const lone = writtenEnds(syncs).filter((end) => {
    const other = syncs[end.name]?.[end.side === 'left' ? 'right' : 'left'];
    return other !== undefined && isOpen(end) && !isOpen(other);
  });
  const { schemas, problems: missing } = await findObjects(connections, lone, options);
  const problems: Problem[] = [...missing];
  for (const { name, side } of lone) {
    const settings = syncs[name];
    const end = settings && resolveEnd(connections, schemas, settings[side]);
    if (!settings?.enabled || !end) continue;
    checkEnd({ name, settings, side, end: withTimeZone(end, settings.timeZone) }, problems);
  }
  // A field that has gone pauses its mapping, and is no mistake.
  return problems.filter(({ code }) => code !== fieldGone);
}

interface LoneEnd {
  readonly name: string;
  readonly settings: ObjectSync;
  readonly side: Side;
  readonly end: CompiledEnd;
}

function checkEnd({ name, settings, side, end }: LoneEnd, problems: Problem[]): void {
  const base = ['syncs', name];
  const { match, fields = [], associations = [], references = [], identity } = settings;
  const ofField = (field: string | undefined, ...path: readonly (string | number)[]): void => {
    if (field !== undefined) resolveField(end, field, [...base, ...path, side], problems);
  };
  [match ?? []].flat().forEach((key, index) => {
    const path = Array.isArray(match) ? ['match', index] : ['match'];
    if (!('all' in key)) ofField(key[side], ...path);
    else for (const [number, part] of key.all.entries()) ofField(part[side], ...path, 'all', number);
  });
  for (const [index, mapping] of fields.entries()) ofField(mapping[side], 'fields', index);
  for (const [index, reference] of references.entries()) ofField(reference[side], 'references', index);
  ofField(identity?.[side], 'identity');
  for (const [index, mapping] of associations.entries()) {
    // A declared reference is a plain field, and has been looked for as one.
    if (references.some((reference) => reference[side] === mapping[side])) continue;
    resolveAssociationField(end, mapping[side], [...base, 'associations', index, side], problems);
  }
  compileConditions(end, settings.filter?.[side], [...base, 'filter', side], problems);
}
