import { areEquivalent, type CanonicalValue } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import type { StoredEdge } from '../store/edges.ts';
import type { Link } from '../store/links.ts';
import type { PastWrites } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { TargetNumbers } from './undo-targets.ts';

/** A record that a run wrote, with all that tells whether it is still as the run left it. */
export interface UndoneRecord {
  readonly targets: TargetNumbers;
  /** Of the run, to its twin, and the targets that they name. */
  readonly twinWrites: readonly PastWrites[];
  readonly twinTargets: TargetNumbers;
  /** Links whose record is archived by the same undo, and on which side. */
  readonly archived: ReadonlyMap<number, Side>;
  readonly plan: PairPlan;
  readonly side: Side;
  readonly record: Observation;
  readonly link: Link | undefined;
  /** Of its associations, as both sides hold them, by association and target. */
  readonly edges: ReadonlyMap<number, ReadonlyMap<number, StoredEdge>>;
  /** Of the run, to this record. */
  readonly writes: readonly PastWrites[];
  /** Of any run, to this record and its twin. */
  readonly later: readonly PastWrites[];
}

/** What a run made of one value, whatever steps it took. */
export interface NetChange {
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  readonly held: CanonicalValue | undefined;
  /** Number of the last write to it. */
  readonly write: number;
}

export function netChanges(writes: readonly PastWrites[]): ReadonlyMap<string, NetChange> {
  const changes = new Map<string, NetChange>();
  for (const { changes: written, write } of writes) {
    for (const [field, change] of Object.entries(written)) {
      const { after, held } = change;
      const first = changes.get(field) ?? change;
      changes.set(field, { before: first.before, after, held, write });
    }
  }
  return changes;
}

/** Does the record still show what the run made of it? */
export function isAsLeft(
  { plan, side, link, later }: UndoneRecord,
  field: string,
  net: NetChange,
  current: CanonicalValue,
): boolean {
  const mapping = plan.sync.fields.find((candidate) => candidate[side].id === field);
  if (!mapping) return false;
  if (areEquivalent(mapping[side], current, net.held ?? net.after)) return true;
  // What an app makes of a value is not in the log where its answers do not tell. The base knows it, unless it moved since.
  if (plan.sync[side].capabilities.echoesWrites !== false) return false;
  const half = link?.base[mapping.key]?.[side === 'left' ? 0 : 1];
  const isLast = later.every(
    (write) => write.write <= net.write || write.changes[mapping[write.side].id] === undefined,
  );
  return half !== undefined && isLast && areEquivalent(mapping[side], current, half);
}

/** The name of a field of a record made by a run that no longer shows what runs wrote to it. `null`: there is none. */
export function changedSince(one: UndoneRecord): string | null {
  const { plan, side, record, later } = one;
  const own = later.filter((write) => write.side === side && write.kind !== 'stand-in');
  for (const [field, net] of netChanges(own)) {
    const current = record.fields[field];
    const isMapped = plan.sync.fields.some((mapping) => mapping[side].id === field);
    if (isMapped && current !== undefined && !isAsLeft(one, field, net, current)) return nameOf(plan, side, field);
  }
  return null;
}

export const nameOf = ({ sync }: PairPlan, side: Side, id: string): string =>
  [...sync[side].object.fields, ...sync[side].object.associations].find((field) => field.id === id)?.name ?? id;
