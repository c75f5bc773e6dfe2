import { isMapped, presetsFor } from '../condition/create-within-filter.ts';
import { holds } from '../condition/judge-record.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import { sides } from '../store/side.ts';
import type { CompilationNote } from './compilation.ts';
import { place } from './resolve-field.ts';

/** Tells where no create can pass the filter of its side, because nothing fills the field that it asks for. */
export function noteOpenCreates(sync: CompiledSync, notes: CompilationNote[]): void {
  for (const side of sides) {
    if (!sync.createOn[side]) continue;
    const presets = presetsFor(sync, side);
    const unfilled = sync.filter[side].filter(
      (condition) =>
        !(condition.field.id in presets) && !isMapped(sync, side, condition.field.id) && !holds(condition, null),
    );
    if (unfilled.length === 0) continue;
    const names = unfilled.map(({ field }) => `"${field.name}"`).join(' and ');
    notes.push({
      sync: sync.name,
      text: `nothing is created in ${place(sync[side])}: its filter asks for ${names}, which no mapping fills`,
    });
  }
}
