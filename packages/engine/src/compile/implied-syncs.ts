import {
  type AuthenticationError,
  type CallOptions,
  type Direction,
  isErrorOfKind,
  type ObjectSync,
  objectSyncSchema,
  parseObjectSchema,
} from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { finishAll } from '../context/finish-all.ts';
import { checkRequired, createSides } from './check-required.ts';
import { checkShape } from './check-shape.ts';
import type { CompilationNote } from './compilation.ts';
import { compileFields } from './compile-fields.ts';
import { compileMatch } from './compile-match.ts';
import { reverseDirection } from './orient.ts';
import type { Problem } from './problem.ts';
import { type ConnectedApp, describe, endOf, type RefusedObject } from './resolve-ends.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';
import { needsExplicit, targetsOf } from './target-not-synced.ts';
import { targetPairs } from './target-pairs.ts';

/** What implied syncs are derived from. */
export interface ImpliedRequest {
  readonly connections: ReadonlyMap<string, ConnectedApp>;
  readonly mappings: readonly ResolvedMapping[];
  /** What is not asked for again. */
  readonly refused: readonly RefusedObject[];
  /** Every sync of the file that could be resolved, disabled ones included. */
  readonly all: readonly ResolvedSync[];
  /** Names that are taken. */
  readonly names: readonly string[];
}

export interface ImpliedSyncs {
  readonly syncs: readonly ResolvedSync[];
  /** The target objects that were described on the way. */
  readonly targets: readonly CompiledEnd[];
  /** Targets that the account may not look at. */
  readonly refused: readonly RefusedObject[];
  readonly notes: readonly CompilationNote[];
}

/**
 * An object sync for the targets of each association that nobody wrote one for, wherever none has to be written and
 * both sides declare a default match key of the same standard fields.
 */
export async function deriveImpliedSyncs(request: ImpliedRequest, options: CallOptions): Promise<ImpliedSyncs> {
  const { mappings, all } = request;
  const unpaired = mappings.filter(
    ({ sync, left, right }) => !all.some((candidate) => targetPairs(candidate, sync, left, right).length > 0),
  );
  const possible = unpaired.filter(({ sync }) => ![sync.left, sync.right].some(needsExplicit));
  // The others are refused if they are written, with lines to add that name real fields.
  const wanted = unpaired.filter((item) => !item.assumed || possible.includes(item));
  const { targets, refused } = await describeTargets(request, wanted, options);
  const implied: Implied[] = [];
  for (const item of possible) {
    const known = implied.findIndex(({ sync }) => targetPairs(sync, item.sync, item.left, item.right).length > 0);
    const before = implied[known];
    if (before) implied[known] = withNeed(before, item);
    else {
      const derived = deriveOne(request, item, targets, implied);
      if (derived) implied.push(derived);
    }
  }
  return {
    targets,
    refused,
    syncs: implied.map(({ sync }) => sync),
    notes: implied.map(({ sync, needs }) => {
      const by = [...new Set(needs.map((item) => item.sync.name))].join(', ');
      return { sync: sync.name, text: `implied by ${by}, for just the records that those of ${by} refer to` };
    }),
  };
}

interface Implied {
  readonly sync: ResolvedSync;
  readonly needs: readonly ResolvedMapping[];
}

/** Another association of the same targets; where the other side cannot be created on, it is left to be matched. */
function withNeed({ sync, needs }: Implied, item: ResolvedMapping): Implied {
  const all = [...needs, item];
  const wider = { ...sync, settings: settingsFor(sync, all) };
  return { sync: compilesAlone(wider) ? wider : sync, needs: all };
}

/** `null`: the targets cannot be paired without somebody saying how. */
function deriveOne(
  request: ImpliedRequest,
  item: ResolvedMapping,
  targets: readonly CompiledEnd[],
  earlier: readonly Implied[],
): Implied | null {
  const scope = { all: request.all, targets };
  const syncs = [...request.all.filter((sync) => sync.settings.enabled), ...earlier.map(({ sync }) => sync)];
  const derivable = targetsOf(item.sync.left, item.left, scope)
    .flatMap((left) => targetsOf(item.sync.right, item.right, scope).map((right) => ({ left, right })))
    .filter(({ left, right }) => !needsExplicit(left) && !needsExplicit(right))
    .map(({ left, right }): ResolvedSync => {
      const name = freeName(left.object.name, [...request.names, ...syncs.map((sync) => sync.name)]);
      const settings = objectSyncSchema.parse({
        left: { connection: left.connection, object: left.object.name },
        right: { connection: right.connection, object: right.object.name },
        associations: [],
      });
      return { name, settings: settingsFor({ settings, left, right }, [item]), left, right, implied: true };
    })
    .filter((sync) => compilesAlone(sync) && fitsIn(sync, syncs));
  const [sync, ...others] = derivable;
  // Several pairs: which of them is meant, nobody but the user can say.
  return sync && others.length === 0 ? { sync, needs: [item] } : null;
}

/** Can defaults alone say how its records are recognized and made? */
function compilesAlone(sync: ResolvedSync): boolean {
  const output = { problems: [] as Problem[], notes: [] };
  const [matchKeys, fields] = [compileMatch(sync, output), compileFields(sync, output)];
  const filter = { left: [], right: [], onExit: 'keep' } as const;
  checkRequired(sync, { fields, filter, createOn: createSides(sync.settings) }, output.problems);
  return matchKeys.length > 0 && fields.length > 0 && output.problems.length === 0;
}

function fitsIn(sync: ResolvedSync, syncs: readonly ResolvedSync[]): boolean {
  const problems: Problem[] = [];
  checkShape(syncs, problems);
  const before = problems.length;
  checkShape([...syncs, sync], problems);
  return problems.length === 2 * before;
}

/** As often as the syncs that need it, and towards the sides that they write to. */
function settingsFor(
  sync: Pick<ResolvedSync, 'settings' | 'left' | 'right'>,
  needs: readonly ResolvedMapping[],
): ObjectSync {
  const directions = new Set(needs.map((item) => directionOf(sync, item)));
  const [direction] = directions;
  const least = (read: (settings: ObjectSync) => number): number =>
    Math.min(...needs.map((item) => read(item.sync.settings)));
  return {
    ...sync.settings,
    every: least(({ every }) => every),
    scan: least(({ scan }) => scan),
    sweep: least(({ sweep }) => sweep),
    compare: least(({ compare }) => compare),
    direction: direction !== undefined && directions.size === 1 ? direction : 'two-way',
  };
}

/** The direction of an association, as the sync of its targets has its sides. */
function directionOf(sync: Pick<ResolvedSync, 'left' | 'right'>, item: ResolvedMapping): Direction {
  const own = item.mapping.direction ?? item.sync.settings.direction;
  return sync.left.account === item.sync.left.account ? own : reverseDirection(own);
}

function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const name = `${wanted}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** The targets that no sync of the file describes already. One that the account may not look at is left out. */
async function describeTargets(
  { connections, all: known, refused: before }: ImpliedRequest,
  mappings: readonly ResolvedMapping[],
  options: CallOptions,
): Promise<Pick<ImpliedSyncs, 'targets' | 'refused'>> {
  const settled = [
    ...known
      .flatMap((sync) => [sync.left, sync.right])
      .map(({ connection, object }) => ({ connection, id: object.id })),
    ...before.map(({ connection, object }) => ({ connection, id: object })),
  ];
  const wanted = new Map<string, Set<string>>();
  for (const { sync, left, right } of mappings) {
    for (const [end, field] of [
      [sync.left, left],
      [sync.right, right],
    ] as const) {
      const ids = wanted.get(end.connection) ?? new Set<string>();
      wanted.set(end.connection, ids);
      for (const id of field.targets) {
        if (!settled.some((one) => one.connection === end.connection && one.id === id)) ids.add(id);
      }
    }
  }
  const described = await finishAll(
    [...wanted].map(async ([connection, ids]) => {
      const connected = connections.get(connection);
      if (!connected) return [];
      // What nobody asked for by name stops nothing: any refusal is taken for one of the object.
      const { schemas, refused } = await describe(connected.app, [...ids], options, isAuthentication);
      const former = [...refused.keys()].flatMap((id) => connected.formerSchemas?.get(id) ?? []);
      return [
        {
          targets: [...schemas, ...former].flatMap(
            (schema) => endOf(connections, connection, parseObjectSchema(schema)) ?? [],
          ),
          refused: [...refused].map(([object, error]): RefusedObject => ({ connection, object, error })),
        },
      ];
    }),
  );
  const all = described.flat();
  return { targets: all.flatMap(({ targets }) => targets), refused: all.flatMap(({ refused }) => refused) };
}

const isAuthentication = (error: unknown): error is AuthenticationError => isErrorOfKind(error, 'authentication');
