import type { BrakeReport } from '@linkwright/engine';
import { asWord } from '../output/as-word.ts';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';

/** So many changes of one kind are told; the rest is counted. */
const shownPerKind = 3;

/** Why a sync is stopped, or would be, kind by kind; and what to type. */
export function printBrakes(
  output: Output,
  sync: string,
  brakes: readonly BrakeReport[],
  mode: 'plan' | 'sync' | 'status',
  /** What was typed, where it was no sync: it is typed again, with more allowed. */
  again?: string,
): void {
  if (brakes.length === 0) return;
  const verb = mode === 'plan' ? 'would be stopped' : 'stopped';
  for (const [kind, ofKind] of Map.groupBy(brakes, (brake) => brake.kind)) {
    for (const { text } of ofKind.slice(0, shownPerKind)) {
      output.print(`  ${output.style('red', '■')} ${verb} (${kind}): ${visible(text)}`);
    }
    const hidden = ofKind.length - shownPerKind;
    if (hidden > 0) output.print(`    … and ${formatNumber(hidden)} more of this kind`);
    for (const reason of new Set(ofKind.map(({ cause, remedy }) => `${cause} ${remedy}`))) {
      output.print(`    ${visible(reason)}`);
    }
  }
  output.print(`    To let it through once: ${allowing(sync, brakes, again)}`);
}

function allowing(sync: string, brakes: readonly BrakeReport[], again: string | undefined): string {
  const kinds = [...new Set(brakes.map(({ kind }) => kind))].join(',');
  return `${again ?? `linkwright sync ${asWord(sync)}`} --allow ${kinds}`;
}

/** `1 sync is stopped: contacts`; empty where none is. */
export function tellBraked(
  syncs: readonly { readonly name: string; readonly brakes: readonly BrakeReport[] }[],
): string {
  const names = syncs.filter(({ brakes }) => brakes.length > 0).map(({ name }) => visible(name));
  if (names.length === 0) return '';
  return `${names.length === 1 ? '1 sync is' : `${names.length} syncs are`} braked: ${names.join(', ')}`;
}
