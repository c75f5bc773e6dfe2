import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { tellDuration } from '../output/tell-duration.ts';
import { visible } from '../output/visible.ts';
import type { Rehearsal, SyncResult } from './rehearsal-report.ts';

/** So many fields that are not rebuilt are named; the rest is counted. */
const shownFields = 10;

/** The report that a person shows to a colleague. */
export function printRehearsal(output: Output, rehearsal: Rehearsal): void {
  const { sample, notRebuilt, firstSync, edits, secondSync, carried, thirdSync, realThing, masked } = rehearsal;
  const title = (text: string): void => output.print(output.style('bold', text));
  const bullet = (text: string): void => output.print(`  ${visible(text)}`);

  title('Sample, read from the accounts; nothing was written there');
  for (const { app, object, taken, of, counted, associations, associationsCut } of sample) {
    const cut = associationsCut > 0 ? `, ${formatNumber(associationsCut)} of them leading out of it` : '';
    const all = counted ? formatNumber(of) : `more than ${formatNumber(of)}`;
    bullet(`${app} ${object}: ${formatNumber(taken)} of ${all}, with ${count(associations, 'association')}${cut}`);
  }
  if (masked) bullet('Texts, addresses and numbers of phones were masked as they were read.');
  for (const { connection, object, field, text } of notRebuilt.slice(0, shownFields)) {
    bullet(`${connection} ${object}, ${field}: ${text}`);
  }
  if (notRebuilt.length > shownFields)
    bullet(`… and ${count(notRebuilt.length - shownFields, 'field')} more like that`);

  title('\nFirst sync');
  for (const sync of firstSync) printSync(output, sync);

  title('\nThen people edit both sides');
  if (edits.length === 0) bullet('No pair of records was there to be edited.');
  for (const { text, refused } of edits) bullet(refused === undefined ? text : `${text}: refused: ${refused}`);

  title('\nSecond sync');
  for (const { text } of carried) bullet(text);
  for (const sync of secondSync.filter(({ brakes, refused }) => brakes.length + refused.length > 0)) {
    printSync(output, sync);
  }
  const conflicts = secondSync.reduce((sum, sync) => sum + sync.conflicts, 0);
  if (conflicts > 0) bullet(`${count(conflicts, 'value')} in the conflict log.`);

  title('\nThird sync');
  if (thirdSync.nothingToDo) bullet('Nothing to do: both sides are in step.');
  else for (const sync of thirdSync.syncs) printSync(output, sync);

  title('\nThe real thing');
  const least = realThing.basis === 'at-least' ? 'at least ' : 'about ';
  const reading = `${formatNumber(realThing.readingCalls)} to read, ${formatNumber(realThing.writingCalls)} to write`;
  bullet(
    `The first sync of all records takes ${least}${count(realThing.calls, 'call')} (${reading}), ${tellDuration(realThing.duration)}.`,
  );
}

function printSync(output: Output, sync: SyncResult): void {
  const { left, right, created, updated, archived, associations } = sync;
  const bullet = (text: string): void => output.print(`  ${visible(text)}`);
  const parts = [
    ...(sync.matched > 0 ? [`${count(sync.matched, 'pair')} matched`] : []),
    ...(
      [
        [left, created.left, updated.left, archived.left],
        [right, created.right, updated.right, archived.right],
      ] as const
    ).flatMap(([app, creates, updates, archives]) => [
      ...(creates > 0 ? [`${formatNumber(creates)} created in ${app}`] : []),
      ...(updates > 0 ? [`${formatNumber(updates)} changed in ${app}`] : []),
      ...(archives > 0 ? [`${formatNumber(archives)} archived in ${app}`] : []),
    ]),
    ...(associations.added > 0 ? [`${count(associations.added, 'association')} added`] : []),
    ...(associations.removed > 0 ? [`${count(associations.removed, 'association')} removed`] : []),
    ...(associations.pending > 0 ? [`${count(associations.pending, 'association')} waiting for a target`] : []),
    ...(sync.conflicts > 0 ? [`${count(sync.conflicts, 'value')} in the conflict log`] : []),
  ];
  const name = sync.implied ? `${sync.name} (implied)` : sync.name;
  bullet(`${name}: ${parts.length === 0 ? 'nothing to do' : parts.join(', ')}`);
  for (const { text, records, examples } of sync.held) {
    bullet(`  held: ${formatNumber(records)}, such as ${examples.join(', ')}: ${text}`);
  }
  for (const { message, remedy, records, examples } of sync.refused) {
    bullet(`  refused: ${formatNumber(records)}, such as ${examples.join(', ')}: ${message} ${remedy}`.trimEnd());
  }
  for (const { kind, text } of sync.brakes) bullet(`  would be stopped (${kind}): ${text}`);
}
