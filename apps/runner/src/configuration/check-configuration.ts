import { nearest, type ObjectSync, objectEndSchema } from '@linkwright/core';
import { type Configuration, configurationSchema, connectionSchema, keepSchema } from './configuration-schema.ts';
import { describeIssue, listOfKnown, withoutFollowUps } from './describe-issue.ts';
import { flattenIssues } from './flatten-issues.ts';
import { toJsonSchema } from './known-keys.ts';
import { webhookSchema } from './notify-schema.ts';
import { type Path, valueAt } from './path.ts';
import type { PlacedProblem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

export interface CheckedConfiguration {
  /** Without unknown keys, and without connections and syncs that are not valid. */
  readonly configuration: Configuration;
  readonly invalidSyncs: readonly string[];
  /** The ends of those, as far as they could be read. */
  readonly invalidEnds: readonly ObjectSync['left'][];
  readonly problems: readonly PlacedProblem[];
}

/** Everything in the file that does not fit its format. `unresolved`: where a `${…}` stands that could not be filled in. */
export function checkConfiguration(
  value: object,
  source: YamlSource,
  unresolved: readonly Path[],
): CheckedConfiguration {
  const parsed = configurationSchema.safeParse(value);
  const context = { source, value, base: [], schema: toJsonSchema(configurationSchema), showValues: true };
  const found = flattenIssues(parsed.error?.issues ?? []).flatMap((issue) => describeIssue(issue, context));
  const isTold = (path: Path) => unresolved.some((at) => at.join('\n') === path.join('\n'));
  const problems = withoutFollowUps(found).filter((problem) => !isTold(problem.path));

  const known = structuredClone(value);
  for (const { code, path } of found) {
    if (code === 'unknown-key') remove(known, path);
  }
  const state = configurationSchema.shape.state.safeParse(isTold(['state']) ? undefined : valueAt(known, ['state']));
  const configuration: Configuration = {
    version: 1,
    ...(state.data !== undefined && { state: state.data }),
    brakes: configurationSchema.shape.brakes.safeParse(valueAt(known, ['brakes'])).data ?? {},
    keep: configurationSchema.shape.keep.safeParse(valueAt(known, ['keep'])).data ?? keepSchema.parse({}),
    notify: {},
    connections: {},
    syncs: {},
  };
  for (const [name, webhook] of entriesOf(known, 'notify')) {
    const result = webhookSchema.safeParse(webhook);
    if (result.success) configuration.notify[name] = result.data;
  }
  for (const [name, connection] of entriesOf(known, 'connections')) {
    const result = connectionSchema.safeParse(connection);
    if (result.success) configuration.connections[name] = result.data;
  }
  const declared = entriesOf(value, 'connections').map(([name]) => name);
  const invalidSyncs: string[] = [];
  const invalidEnds: ObjectSync['left'][] = [];
  for (const [name, sync] of entriesOf(known, 'syncs')) {
    const result = configurationSchema.shape.syncs.valueType.safeParse(sync);
    const strangers = (['left', 'right'] as const).flatMap((side) => {
      const path = ['syncs', name, side, 'connection'];
      const connection = valueAt(value, path);
      if (typeof connection !== 'string' || connection === '' || isTold(path)) return [];
      return declared.includes(connection) ? [] : [unknownConnection(path, name, connection, declared)];
    });
    problems.push(...strangers);
    const isComplete =
      result.success && strangers.length === 0 && !unresolved.some((at) => at[0] === 'syncs' && at[1] === name);
    if (isComplete) configuration.syncs[name] = result.data;
    else {
      invalidSyncs.push(name);
      invalidEnds.push(
        ...['left', 'right'].flatMap((side) => objectEndSchema.safeParse(valueAt(sync, [side])).data ?? []),
      );
    }
  }
  return { configuration, invalidSyncs, invalidEnds, problems };
}

function unknownConnection(path: Path, sync: string, connection: string, declared: readonly string[]): PlacedProblem {
  const near = nearest(connection, declared);
  return {
    code: 'unknown-connection',
    path,
    message: `${sync} names the connection "${connection}", but there is none of that name.`,
    remedy:
      near === null
        ? `Declare it under connections. ${declared.length === 0 ? '' : listOfKnown('connections', declared)}`.trimEnd()
        : `Did you mean "${near}"?`,
  };
}

function remove(value: object, path: Path): void {
  const parent = valueAt(value, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent === 'object' && parent !== null && key !== undefined) Reflect.deleteProperty(parent, key);
}

/** Of a group that is none, nothing. */
export function entriesOf(value: object, key: 'connections' | 'notify' | 'syncs'): [string, unknown][] {
  const group = valueAt(value, [key]);
  return typeof group === 'object' && group !== null && !Array.isArray(group) ? Object.entries(group) : [];
}
