import type { CompiledSync } from '../context/compiled-sync.ts';
import { sides } from '../store/side.ts';
import type { CompilationNote } from './compilation.ts';
import { place } from './resolve-field.ts';

/** Where people decide about deletions and mergers: what their approval can do in each of the two apps. */
export function noteReviewPowers(sync: CompiledSync, notes: CompilationNote[]): void {
  if (sync.deletions !== 'review') return;
  const written = sides.filter((side) => sync.direction !== (side === 'left' ? 'left-to-right' : 'right-to-left'));
  const told = written.map((side) => {
    const { capabilities, object } = sync[side];
    const archive = { ...capabilities, ...object.capabilities }.archive;
    const where = place(sync[side]);
    const archives = sync.archiveOn[side]
      ? `archives ${archive === 'permanent' ? 'for good' : 'so that it can be restored'}`
      : 'archives nothing';
    return `in ${where} it ${archives} and ${sync.mergeOn[side] ? 'merges for good' : 'cannot merge'}`;
  });
  const byHand = written.every((side) => sync.mergeOn[side])
    ? ''
    : '. Where it cannot merge, people merge in the own pages of the app, and the review item goes by itself';
  const text = `what \`linkwright review approve\` does: ${told.join('; ')}${byHand}`;
  notes.push({ sync: sync.name, text, forCheck: true });
}
