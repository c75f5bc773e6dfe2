import type { CycleEvent } from '@linkwright/engine';
import type { SyncResult } from './rehearsal-report.ts';

/** So many records are named of each kind of trouble. */
const named = 3;

interface Trouble {
  readonly text: string;
  readonly remedy: string;
  readonly records: Set<string>;
  readonly examples: Set<string>;
}

export interface Troubles {
  readonly listen: (event: CycleEvent) => void;
  of(sync: string): Pick<SyncResult, 'held' | 'refused'>;
}

/** Records that were held or refused, by reason. Another pass may tell the same record again. */
export function collectTroubles(): Troubles {
  const held = new Map<string, Map<string, Trouble>>();
  const refused = new Map<string, Map<string, Trouble>>();
  const note = (
    all: Map<string, Map<string, Trouble>>,
    {
      sync,
      side,
      id,
      label,
    }: { readonly sync: string; readonly side: string; readonly id: string; readonly label: string },
    { key, text, remedy }: { readonly key: string; readonly text: string; readonly remedy: string },
  ): void => {
    const ofSync = all.get(sync) ?? new Map<string, Trouble>();
    all.set(sync, ofSync);
    const trouble = ofSync.get(key) ?? { text, remedy, records: new Set(), examples: new Set() };
    ofSync.set(key, trouble);
    trouble.records.add(`${side} ${id}`);
    if (trouble.examples.size < named) trouble.examples.add(label);
  };
  return {
    listen(event) {
      if (event.kind === 'record-held') note(held, event, { key: event.reason, text: event.text, remedy: '' });
      if (event.kind === 'record-failing') {
        note(refused, event, { key: event.message, text: event.message, remedy: event.remedy });
      }
    },
    of(sync) {
      return {
        held: [...(held.get(sync) ?? [])].map(([reason, { text, records, examples }]) => ({
          reason,
          text,
          records: records.size,
          examples: [...examples],
        })),
        refused: [...(refused.get(sync)?.values() ?? [])].map(({ text, remedy, records, examples }) => ({
          message: text,
          remedy,
          records: records.size,
          examples: [...examples],
        })),
      };
    },
  };
}
