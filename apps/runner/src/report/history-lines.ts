import type { HistoryChange, HistoryEntry, RecordDescription } from '@linkwright/engine';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { reasonTexts } from './tell-reason.ts';
import type { TimeOf } from './tell-time.ts';
import { tellValue } from './tell-value.ts';

const kinds: Readonly<Record<HistoryEntry['kind'], string>> = {
  create: 'made',
  update: 'written',
  associate: 'associations written',
  archive: 'archived',
  merge: 'merged into another record',
  'stand-in': 'written for a moment',
};

type Story = Pick<RecordDescription, 'history' | 'historySince' | 'link' | 'linkedAt' | 'left' | 'right'>;

/** What happened to two twins as one story: when they came together, and every write to either. */
export function historyLines(
  { history, historySince, link, linkedAt, ...twins }: Story,
  { output, timeOf }: { readonly output: Output; readonly timeOf: TimeOf },
): readonly string[] {
  const events = history.map((entry) => ({ at: entry.at, lines: entryLines(entry, twins, { output, timeOf }) }));
  if (linkedAt !== null && link !== 'created') {
    events.push({ at: linkedAt, lines: [`${timeOf(linkedAt)}  the two were linked`] });
  }
  if (historySince !== null) {
    const text = `${timeOf(historySince)}  what was written before is no longer kept (\`keep\` in the file)`;
    events.push({ at: historySince, lines: [text] });
  }
  return events.sort((a, b) => a.at - b.at).flatMap(({ lines }) => lines);
}

function entryLines(
  entry: HistoryEntry,
  twins: Pick<Story, 'left' | 'right'>,
  { output, timeOf }: { readonly output: Output; readonly timeOf: TimeOf },
): readonly string[] {
  const { at, run, side, connection, id, kind } = entry;
  // A record is made, and goes, with every mapped field: those that it has nothing in say nothing.
  const changes = entry.changes.filter(({ before, after }) => before !== null || after !== null);
  const reasons = new Set(changes.map(({ reason }) => reason));
  const [common] = reasons;
  const isCommon = reasons.size === 1 && common !== undefined;
  const why = isCommon ? `: ${reasonTexts[common]}` : '';
  const since = kind === 'merge' ? '' : ', merged into it since';
  const of = id === twins[side]?.id ? '' : ` (${visible(id)}${since})`;
  const head = `${timeOf(at)}  ${visible(connection)} ${kinds[kind]}${of}${why}   ${output.style('dim', `run ${run}`)}`;
  return [head, ...changes.map((change) => `    ${changeLine(change, !isCommon)}`)];
}

function changeLine({ field, before, after, held, reason }: HistoryChange, tellsReason: boolean): string {
  const made = held === undefined ? '' : ` (the app made ${tellValue(held)} of it)`;
  const why = tellsReason ? `   ${reasonTexts[reason]}` : '';
  return `${visible(field)}  ${tellValue(before)} → ${tellValue(after)}${made}${why}`;
}
