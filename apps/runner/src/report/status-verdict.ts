import type { StatusDocument } from '../operations/documents/status-document.ts';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import { tellBraked } from './print-brakes.ts';

/** How things stand, in one sentence. `timeOf` tells a moment; `isRunning`: a process is at work on the state. */
export function statusVerdict(
  { lastRun, syncs, schedule }: Pick<StatusDocument, 'lastRun' | 'syncs' | 'schedule'>,
  { timeOf, isRunning }: { readonly timeOf: (moment: number) => string; readonly isRunning: boolean },
): string {
  const sum = (read: (sync: StatusDocument['syncs'][number]) => number): number =>
    syncs.reduce((total, sync) => total + read(sync), 0);
  const known = count(
    sum((sync) => sync.toGo),
    'record',
  );
  const toGo = syncs.every(({ readWhole }) => readWhole) ? known : `at least ${known}`;
  if (lastRun === null) return 'There has been no sync yet: linkwright plan shows what one would write.';
  const resting = refusedConnections(schedule);
  const { status, startedAt, finishedAt, lastWriteAt } = lastRun;
  if (isRunning) return `A sync is under way since ${timeOf(startedAt)}, ${toGo} to go.`;
  if (resting.length > 0) {
    return `At rest: ${resting.map(visible).join(', ')} ${resting.length === 1 ? 'refuses' : 'refuse'} the credentials. What is listed below is from before.`;
  }
  if (status === 'running' || status === 'interrupted' || status === 'failed') {
    // Of a process that was killed nobody knows when; its last sign of life is the nearest.
    const at = timeOf(finishedAt ?? lastWriteAt ?? startedAt);
    const how = status === 'failed' ? 'Failed' : 'Interrupted';
    return `${how} ${at}, ${toGo} to go: linkwright sync goes on from there.`;
  }
  if (lastRun.stopped.length > 0) {
    const names = lastRun.stopped.map(({ name }) => visible(name)).join(', ');
    return `Stopped at the last sync: ${names}. What the other syncs have to tell is listed below.`;
  }
  const failed = schedule.syncs.filter(({ lastOutcome }) => lastOutcome === 'failed');
  if (failed.length > 0) {
    return `Failed when it ran last: ${failed.map(({ name }) => visible(name)).join(', ')}. What is listed below is from before.`;
  }
  const braked = tellBraked(syncs);
  if (braked !== '') return `${braked}. Nothing of it is written until you answer; what it is about is listed below.`;
  const records = sum((sync) => sync.failing + sync.ambiguous + sync.inReview);
  const conflicts = sum((sync) => sync.undecided);
  if (records + conflicts > 0) return tellAttention(records, conflicts);
  if (sum((sync) => sync.waiting) > 0) {
    return `${count(
      sum((sync) => sync.waiting),
      'record',
    )} to do: linkwright sync.`;
  }
  const twinGone = sum((sync) => sync.twinGone);
  const shown = syncs.some(({ unreadable }) => unreadable.length > 0) ? ', as far as the apps show it' : '';
  return `In step${shown}${twinGone > 0 ? `, but for ${count(twinGone, 'record')} whose twin was deleted` : ''}.`;
}

/** A record may be listed, and have a conflict as well. */
function tellAttention(records: number, conflicts: number): string {
  if (conflicts === 0) return `${count(records, 'record needs', 'records need')} you; each is listed below.`;
  if (records === 0) return `${count(conflicts, 'conflict needs', 'conflicts need')} you.`;
  return `${count(records, 'record')}, listed below, and ${count(conflicts, 'conflict')} need you.`;
}

/** Connections whose app lets nobody in with the credentials that it was shown. */
export const refusedConnections = ({ syncs }: StatusDocument['schedule']): readonly string[] => [
  ...new Set(syncs.flatMap(({ refused }) => refused.map(({ connection }) => connection))),
];
