import { isMapped, presetsFor } from '../condition/create-within-filter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { CompilationNote } from './compilation.ts';
import { place } from './resolve-field.ts';

/** What people of an account have ruled for its records and a write may run into, as far as the app tells. */
export function noteAccountRules(sync: CompiledSync, notes: CompilationNote[]): void {
  const texts = sides.flatMap((side) => [...expectedFields(sync, side), ...limitedAssociations(sync, side)]);
  notes.push(...texts.map((text) => ({ sync: sync.name, text, forCheck: true as const })));
}

function expectedFields(sync: CompiledSync, side: Side): readonly string[] {
  if (!sync.createOn[side]) return [];
  const presets = presetsFor(sync, side);
  const unfilled = sync[side].object.fields.filter(
    ({ id, expected, required, readOnly }) =>
      expected === true && !required && !readOnly && !(id in presets) && !isMapped(sync, side, id),
  );
  if (unfilled.length === 0) return [];
  const names = unfilled.map(({ name }) => `"${name}"`).join(' and ');
  return [
    `new records of ${place(sync[side])} are expected to have ${names}, which no mapping fills: creates may be refused. ` +
      `Map it under fields, or ask the people of that account to require it no more.`,
  ];
}

/** A set of the other side may be larger than this side takes. */
function limitedAssociations(sync: CompiledSync, side: Side): readonly string[] {
  const away = side === 'left' ? 'left-to-right' : 'right-to-left';
  return sync.associations.flatMap((mapping) => {
    const { name, mostTargets } = mapping[side];
    if (mostTargets === undefined || mapping.direction === away) return [];
    const other = mapping[otherSide(side)];
    if (other.cardinality === 'one' || (other.mostTargets ?? Number.POSITIVE_INFINITY) <= mostTargets) return [];
    const holder = place(sync[otherSide(side)]);
    return [
      `"${name}" of ${place(sync[side])} takes at most ${mostTargets} by a rule of that account: of records that have more in "${other.name}" of ${holder}, the rest is refused.`,
    ];
  });
}
