import type { CompiledSync, CycleReport } from '@linkwright/engine';
import type { WriteEstimate } from '../operations/cycle/estimate-writes.ts';
import { count, formatNumber } from '../output/format-number.ts';
import { tellDuration } from '../output/tell-duration.ts';
import { tellBraked } from './print-brakes.ts';

/** The last line: what was written where, or would be, and what it cost. */
export function cycleSummary(
  report: CycleReport,
  syncs: readonly CompiledSync[],
  more: {
    /** What writing a plan would cost. `null`: it has been written. */
    readonly estimate: WriteEstimate | null;
    /** Of the associations added and removed, how many pairs of them were moves. */
    readonly moves: number;
  },
): string {
  const { estimate } = more;
  const parts = [...appSentences(report, syncs), ...associationSentence(report, more.moves)];
  const sum = (read: (sync: CycleReport['syncs'][number]) => number): number =>
    report.syncs.reduce((total, sync) => total + read(sync), 0);
  const matched = sum((sync) => sync.newlyLinked - sync.left.created - sync.right.created);
  if (matched > 0) parts.push(`${count(matched, 'pair')} ${report.mode === 'plan' ? 'to be linked' : 'linked'}.`);
  const attention = sum((sync) => sync.failing + sync.ambiguous + sync.inReview);
  const undecided = sum((sync) => sync.undecided);
  const twinGone = sum((sync) => sync.twinGone);
  const isNoted = (code: string): boolean => report.syncs.some(({ notes }) => notes.some((note) => note.code === code));
  const limits = isNoted('links-not-looked-at')
    ? ', as far as they were looked at'
    : isNoted('not-readable')
      ? ', as far as they are shown'
      : '';
  const braked = tellBraked(report.syncs);
  const isInStep = parts.length === 0 && attention + undecided === 0 && braked === '';
  if (isInStep)
    parts.push(
      `Nothing to do: both sides are in step${limits}${twinGone > 0 ? `, but for ${tellTwinGone(twinGone)}` : ''}.`,
    );
  else {
    if (parts.length === 0) parts.push('Nothing to write.');
    if (twinGone > 0) parts.push(`Not in step: ${tellTwinGone(twinGone)}.`);
  }
  if (braked !== '') parts.push(report.mode === 'sync' ? `${braked}. Nothing of it was written.` : `${braked}.`);
  const conflicts = sum((sync) => sync.conflicts);
  if (conflicts > 0) parts.push(`${count(conflicts, 'value')} in the conflict log.`);
  if (undecided > 0) {
    const them = undecided === 1 ? 'it' : 'them';
    parts.push(`${count(undecided, 'conflict')} to decide: linkwright conflicts --open lists ${them}.`);
  }
  if (attention > 0) {
    parts.push(
      `${count(attention, 'record needs', 'records need')} attention${report.mode === 'sync' ? ': linkwright status says why' : ''}.`,
    );
  }
  if (report.mode === 'plan') {
    if (estimate && estimate.calls > 0) {
      const calls = [
        `about ${count(estimate.calls, 'call')}`,
        ...readBackOf(estimate),
        tellDuration(estimate.duration),
      ];
      parts.push(`Writing takes ${calls.join(', ')}.`);
    }
    parts.push('Nothing was written.');
  } else {
    const calls = sum((sync) => sync.left.calls + sync.right.calls);
    parts.push(`${count(calls, 'call')}.`);
  }
  return parts.join(' ');
}

const readBackOf = ({ readBack }: WriteEstimate): readonly string[] =>
  Object.entries(readBack).map(([app, calls]) => `${formatNumber(calls)} of them to read back what ${app} keeps`);

const tellTwinGone = (records: number): string =>
  `${count(records, 'record')} whose twin was deleted (linkwright status --excluded names ${records === 1 ? 'it' : 'them'})`;

function appSentences(report: CycleReport, syncs: readonly CompiledSync[]): readonly string[] {
  const apps = new Map<string, { created: number; updated: number; archived: number; merged: number }>();
  for (const sync of report.syncs) {
    const compiled = syncs.find((candidate) => candidate.name === sync.name);
    for (const { connection, created, updated, archived, merged = 0 } of [sync.left, sync.right]) {
      const end = compiled && [compiled.left, compiled.right].find((one) => one.connection === connection);
      const name = end?.displayName ?? connection;
      const sum = apps.get(name) ?? { created: 0, updated: 0, archived: 0, merged: 0 };
      apps.set(name, {
        created: sum.created + created,
        updated: sum.updated + updated,
        archived: sum.archived + archived,
        merged: sum.merged + merged,
      });
    }
  }
  return [...apps].flatMap(([name, { created, updated, archived, merged }]) =>
    sentence(name, [
      ...counted(created, 'create'),
      ...counted(updated, 'change'),
      ...(archived > 0 ? [`${formatNumber(archived)} archived`] : []),
      ...(merged > 0 ? [`${formatNumber(merged)} merged`] : []),
    ]),
  );
}

function associationSentence(report: CycleReport, moves: number): readonly string[] {
  const sides = report.syncs.flatMap(({ associations: { left, right } }) => [left, right]);
  const added = sides.reduce((sum, side) => sum + side.added, 0);
  const removed = sides.reduce((sum, side) => sum + side.removed, 0);
  // The app may have refused one of them.
  const moved = Math.min(moves, added, removed);
  const part = (value: number, word: string): readonly string[] =>
    value > 0 ? [`${formatNumber(value)} ${word}`] : [];
  return sentence('Associations', [
    ...part(added - moved, 'added'),
    ...part(moved, 'moved'),
    ...part(removed - moved, 'removed'),
  ]);
}

const counted = (value: number, noun: string): readonly string[] => (value > 0 ? [count(value, noun)] : []);

const sentence = (subject: string, words: readonly string[]): readonly string[] =>
  words.length > 0 ? [`${subject}: ${words.join(', ')}.`] : [];
