import { z } from 'zod';
import type { DriftDocument } from '../operations/documents/drift-document.ts';
import { drift } from '../operations/drift.ts';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { printProblemLines } from '../report/print-problems.ts';
import { tellValue } from '../report/tell-value.ts';
import { othersWent } from '../session/stopped-problems.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';

type SyncDrift = DriftDocument['syncs'][number];

const optionsSchema = z.object({ limit: z.number().default(20) });

export const registerDrift: RegisterCommand = (program, act) => {
  program
    .command('drift')
    .description('compare both sides completely, and write nothing')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--limit <records>', 'name at most so many records that differ of a sync', positiveNumber, 20)
    .action(act(runDrift));
};

const runDrift: CommandAction = async (context, given, syncs) => {
  const { output } = context;
  const document = await drift(await openWork(context), { syncs, ...optionsSchema.parse(given) });
  output.document(document);
  printDrift(output, document);
  const { problems = [], status } = document;
  printProblemLines(output, problems, othersWent);
  if (problems.length > 0) return exitCodes.mustChange;
  return status === 'equal' ? exitCodes.done : exitCodes.attention;
};

function printDrift(to: Output, report: DriftDocument): void {
  const output = wrapped(to);
  for (const sync of report.syncs) printSync(output, sync);
  if (report.status === 'stopped') {
    output.print('Not everything could be compared. Nothing was written.');
    return;
  }
  output.print(
    report.status === 'equal'
      ? `${agreement(report)} Nothing was written.`
      : 'The sides differ: linkwright sync brings them together. Nothing was written.',
  );
}

const leftOver = ['twin-gone', 'to-archive', 'deletion-review', 'merged-away', 'to-merge'] as const;

function agreement({ syncs }: DriftDocument): string {
  const number = syncs.reduce(
    (sum, { leftAlone }) => sum + leftOver.reduce((total, reason) => total + (leftAlone[reason] ?? 0), 0),
    0,
  );
  if (number === 0) return 'Both sides agree.';
  return `Both sides agree, but for ${count(number, 'record')} whose twin was deleted.`;
}

function printSync(output: Output, sync: SyncDrift): void {
  const { left, right } = sync;
  const differs = sync.different + sync.gone + sync.alone.left + sync.alone.right;
  const records = `${left.connection} ${formatNumber(left.records)} · ${right.connection} ${formatNumber(right.records)}`;
  const verdict = differs === 0 ? 'no difference' : count(differs, 'record that differs', 'records that differ');
  output.print(`${output.style('bold', sync.name)}   ${records} · ${formatNumber(sync.linked)} linked · ${verdict}`);
  for (const { left: one, right: other, different, kept } of [...sync.fields, ...sync.associations]) {
    if (different + kept === 0) continue;
    const parts = [
      ...(different > 0 ? [`${formatNumber(different)} differ`] : []),
      ...(kept > 0 ? [`${formatNumber(kept)} differ by rule`] : []),
    ];
    output.print(`  ${visible(one)} ↔ ${visible(other)}: ${parts.join(', ')}`);
  }
  if (sync.gone > 0) output.print(`  ${count(sync.gone, 'linked record')} gone on one side`);
  if (sync.alone.left > 0) output.print(`  only in ${left.connection}: ${formatNumber(sync.alone.left)}`);
  if (sync.alone.right > 0) output.print(`  only in ${right.connection}: ${formatNumber(sync.alone.right)}`);
  for (const [reason, number] of Object.entries(sync.leftAlone)) {
    output.print(`  left alone, ${reason}: ${formatNumber(number ?? 0)}`);
  }
  for (const { connection, label, id, text } of sync.twinGone) {
    output.print(`    ${connection}  ${visible(label)} (${visible(id)})  ${visible(text)}`);
  }
  for (const record of sync.records) {
    output.print(`  ~ ${visible(record.label)}${whereOf(sync, record)}`);
    for (const field of record.fields) {
      const values = `${tellValue(field.left.value)} | ${tellValue(field.right.value)}`;
      output.print(`      ${visible(field.left.name)} ↔ ${visible(field.right.name)}  ${values}`);
    }
    for (const { left: one, right: other, onlyLeft, onlyRight, outdatedLeft, outdatedRight } of record.associations) {
      const only = [
        ...(onlyLeft.length > 0 ? [`only in ${left.connection}: ${onlyLeft.map(visible).join(', ')}`] : []),
        ...(onlyRight.length > 0 ? [`only in ${right.connection}: ${onlyRight.map(visible).join(', ')}`] : []),
        ...outdatedIn(left.connection, outdatedLeft),
        ...outdatedIn(right.connection, outdatedRight),
      ];
      output.print(`      ${visible(one)} ↔ ${visible(other)}  ${only.join('; ')}`);
    }
  }
  output.print('');
}

const outdatedIn = (connection: string, keys: readonly string[]): readonly string[] =>
  keys.length > 0 ? [`${connection} still names it ${keys.map(visible).join(', ')}`] : [];

function whereOf({ left, right }: SyncDrift, record: SyncDrift['records'][number]): string {
  if (record.right === null) return `  only in ${left.connection} (${visible(record.left ?? '')})`;
  return record.left === null ? `  only in ${right.connection} (${visible(record.right)})` : '';
}
