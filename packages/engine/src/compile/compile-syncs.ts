import { createHash } from 'node:crypto';
import { type Brakes, brakeLimits, type CallOptions, type ObjectSync } from '@linkwright/core';
import type { CompiledAssociationMapping, CompiledSync } from '../context/compiled-sync.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import { checkRequired, createSides } from './check-required.ts';
import { checkShape } from './check-shape.ts';
import { checkSiblings } from './check-siblings.ts';
import { checkedApps } from './checked-apps.ts';
import type { Compilation, CompilationNote } from './compilation.ts';
import { compileAssociations } from './compile-associations.ts';
import { compileDeletions } from './compile-deletions.ts';
import { compileFields } from './compile-fields.ts';
import { compileFilter } from './compile-filter.ts';
import { compileMatch } from './compile-match.ts';
import { noteRenamed, understoodNames } from './former-names.ts';
import { deriveImpliedSyncs } from './implied-syncs.ts';
import { noteAccountRules } from './note-account-rules.ts';
import { noteOpenCreates } from './note-open-creates.ts';
import { noteReviewPowers } from './note-review-powers.ts';
import { noteUntimed } from './note-untimed.ts';
import { orderSyncs } from './order-syncs.ts';
import { inStoredOrder, orient } from './orient.ts';
import type { Problem } from './problem.ts';
import { type ConnectedApp, resolveEnds } from './resolve-ends.ts';
import { place, resolveField } from './resolve-field.ts';
import { resolveMappings } from './resolve-mappings.ts';
import { resolveReferences } from './resolve-references.ts';
import type { ResolvedSync } from './resolved-sync.ts';
import { stopRefused } from './stop-refused.ts';

/**
 * Configuration and both apps' schemas → compiled syncs, or every problem at once.
 *
 * Names become ids here and nowhere else. An object that the credentials may not look at stops the syncs that need it, and no
 * others. Throws the apps' own errors (host unreachable, token refused), and a
 * `ConfigurationError` for a deadline that cannot be kept.
 */
export async function compileSyncs(
  request: {
    readonly connections: ReadonlyMap<string, ConnectedApp>;
    readonly syncs: Readonly<Record<string, ObjectSync>>;
    /** Of the whole file. Absent: the defaults. */
    readonly brakes?: Brakes;
  },
  options: CallOptions,
): Promise<Compilation> {
  const connections = checkedApps(request.connections);
  const ends = await resolveEnds(connections, request.syncs, options);
  const { syncs: resolved, objectNames } = ends;
  const problems: Problem[] = [...ends.problems];
  const notes: CompilationNote[] = [];
  const { syncs: all, references, extend } = resolveReferences(resolved, problems);
  const active = all.filter((sync) => sync.settings.enabled);
  checkShape(active, problems);
  const found = active.flatMap((sync) => resolveMappings(sync, { problems, notes }));
  const names = Object.keys(request.syncs);
  const derived = { connections, mappings: found, refused: ends.refused, all, names };
  const implied = await deriveImpliedSyncs(derived, options);
  notes.push(...implied.notes);
  const { mappings, stopped } = stopRefused(found, {
    refused: [...ends.refused, ...implied.refused],
    stopped: ends.stopped,
    syncs: all,
    implied: implied.syncs,
  });
  const placed = [...active, ...implied.syncs.map(extend)];
  const scope = { active: placed, all, objectNames, targets: implied.targets, references };
  const associations = compileAssociations(mappings, scope, { problems, notes });
  const compiled = placed.map((sync) =>
    compileOne(sync, placed, associations.get(sync.name) ?? [], request.brakes ?? {}, { problems, notes }),
  );
  checkSiblings(compiled, problems);
  notes.push(...active.flatMap(noteRenamed));
  const understood = understoodNames(all);
  const serious = problems.filter((problem) => !isOfUnseen(problem, stopped));
  if (serious.length > 0) {
    const written = Object.fromEntries(
      Object.entries(request.syncs).filter(([name]) => !stopped.some((one) => one.name === name)),
    );
    return { syncs: [], stopped, problems: withoutFollowUps(serious, written, all), notes, names: understood };
  }
  return { syncs: orderSyncs(compiled), stopped, problems: [], notes, names: understood };
}

/** What is wrong by a schema that is only remembered may be right by the one that the app has. */
const isOfUnseen = ({ path: [section, name] }: Problem, stopped: readonly StoppedSync[]): boolean =>
  section === 'syncs' && stopped.some((one) => one.name === name && one.association === null);

function compileOne(
  sync: ResolvedSync,
  active: readonly ResolvedSync[],
  associations: readonly CompiledAssociationMapping[],
  brakes: Brakes,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): CompiledSync {
  const { settings } = sync;
  const { create, direction } = settings;
  if ((create === 'left' && direction === 'left-to-right') || (create === 'right' && direction === 'right-to-left')) {
    output.problems.push({
      code: 'direction-impossible',
      path: ['syncs', sync.name, 'create'],
      message: `${sync.name} goes ${direction}, so nothing can be created on the ${create} side.`,
      remedy: `Use \`create: ${create === 'left' ? 'right' : 'left'}\`, or make the sync two-way.`,
    });
  }
  checkFieldNames(sync, output.problems);
  const compiled: CompiledSync = {
    name: sync.name,
    implied: sync.implied === true,
    reversed: false,
    left: sync.left,
    right: sync.right,
    direction,
    matchKeys: compileMatch(sync, output),
    fields: compileFields(sync, output),
    associations: associations.map((mapping) => withStoredTargetOrder(mapping, sync, active)),
    filter: compileFilter(sync, output.problems),
    blanks: settings.conflicts.blanks,
    toleranceMs: settings.conflicts.tolerance,
    createOn: createSides(settings),
    keyless: settings.keyless,
    ...compileDeletions(sync, output.problems),
    identity: {
      left: identityField(sync, 'left', output.problems),
      right: identityField(sync, 'right', output.problems),
    },
    everyMs: settings.every,
    scanMs: settings.scan,
    sweepMs: settings.sweep,
    compareMs: settings.compare,
    brakes: brakeLimits(settings.brakes, brakes),
    hash: '',
  };
  output.notes.push(...noteUntimed(sync));
  checkRequired(sync, compiled, output.problems);
  noteOpenCreates(compiled, output.notes);
  noteAccountRules(compiled, output.notes);
  noteReviewPowers(compiled, output.notes);
  return orient({ ...compiled, hash: hashOf(compiled) });
}

/** What an association asks of a sync whose object could not be found follows from that, and is not told beside it. */
function withoutFollowUps(
  problems: readonly Problem[],
  written: Readonly<Record<string, ObjectSync>>,
  resolved: readonly ResolvedSync[],
): readonly Problem[] {
  const lost = Object.entries(written).filter(([name]) => !resolved.some((sync) => sync.name === name));
  const connectionsOf = ({ left, right }: ObjectSync): string =>
    JSON.stringify([left.connection, right.connection].sort());
  return problems.filter(({ code, path: [, name] }) => {
    if (!followUps.includes(code)) return true;
    const sync = written[String(name)];
    return !lost.some(([, other]) => sync !== undefined && connectionsOf(other) === connectionsOf(sync));
  });
}

const followUps = ['association-target-not-synced', 'association-target-disabled', 'association-via-unknown'];

/** `viaReversed` is meant between the stored orders of both pairs, and orienting may turn either of them. */
function withStoredTargetOrder(
  mapping: CompiledAssociationMapping,
  sync: ResolvedSync,
  active: readonly ResolvedSync[],
): CompiledAssociationMapping {
  const via = active.find((candidate) => candidate.name === mapping.via);
  const turned = !inStoredOrder(sync.left, sync.right);
  const viaTurned = via !== undefined && !inStoredOrder(via.left, via.right);
  return turned === viaTurned ? mapping : { ...mapping, viaReversed: !mapping.viaReversed };
}

function identityField(sync: ResolvedSync, side: 'left' | 'right', problems: Problem[]): string | null {
  const name = sync.settings.identity?.[side];
  if (name === undefined) return null;
  const path = ['syncs', sync.name, 'identity', side];
  const field = resolveField(sync[side], name, path, problems);
  if (!field) return null;
  if (field.type === 'text' && !field.readOnly) return field.id;
  problems.push({
    code: 'identity-field-unsuitable',
    path,
    message: `"${field.name}" of ${place(sync[side])} is ${field.readOnly ? 'read-only' : `of type ${field.type}`}.`,
    remedy: 'Name a writable single-line text field that nothing else uses.',
  });
  return null;
}

function checkFieldNames(sync: ResolvedSync, problems: Problem[]): void {
  const mapped = new Set(
    [...(sync.settings.fields ?? []), ...(sync.settings.associations ?? [])].flatMap((mapping) => [
      mapping.left,
      mapping.right,
    ]),
  );
  if (sync.settings.fields === undefined) return;
  for (const [group, names, consequence] of [
    ['conflicts', sync.settings.conflicts.fields, 'it cannot be in conflict'],
    ['brakes', sync.settings.brakes.fields ?? {}, 'nothing of it can pull a brake'],
  ] as const) {
    for (const name of Object.keys(names)) {
      if (mapped.has(name)) continue;
      problems.push({
        code: 'unknown-field',
        path: ['syncs', sync.name, group, 'fields', name],
        message: `${sync.name} maps no field "${name}", so ${consequence}.`,
        remedy: 'Name a field as it stands in `fields` or `associations` of this sync.',
      });
    }
  }
}

function hashOf(sync: CompiledSync): string {
  const { left, right, everyMs, brakes, deletions, archiveOn, mergeOn, ...rules } = sync;
  const plain = JSON.stringify(
    [left.account, left.object.id, right.account, right.object.id, rules],
    (_, value: unknown) => (value instanceof Map ? [...value] : value),
  );
  return createHash('sha256').update(plain).digest('hex');
}
