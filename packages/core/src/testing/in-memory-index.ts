import type { SourceRecord } from '../contract/source-record.ts';
import type { StoredRecord, Table } from './in-memory-table.ts';

interface Version {
  readonly at: number;
  readonly visibleAt: number;
  /** With every field. `null`: the record is gone. */
  readonly shown: SourceRecord | null;
}

/** Names a place in the order in which the index lists what changed. */
export interface IndexPlace {
  readonly at: number;
  readonly id: string;
}

/** A search index that learns of a change some time after it happened, and shows what was before until then. */
export class LaggingIndex {
  readonly #lag: () => number;
  readonly #now: () => number;
  readonly #versions = new Map<Table, Map<string, Version[]>>();

  constructor(lag: () => number, now: () => number) {
    this.#lag = lag;
    this.#now = now;
  }

  note(record: Pick<StoredRecord, 'id' | 'table'>, shown: SourceRecord | null): void {
    const ofTable = this.#versions.get(record.table) ?? new Map<string, Version[]>();
    this.#versions.set(record.table, ofTable);
    const at = this.#now();
    const versions = ofTable.get(record.id) ?? [];
    versions.push({ at, visibleAt: at + this.#lag(), shown });
    // Whatever came before the latest visible version is never shown again.
    const latest = latestVisible(versions, at);
    ofTable.set(record.id, versions.slice(Math.max(0, latest)));
  }

  /** What the index shows as changed at or after `since`, after a place in its order, at most so many. */
  changes(
    table: Table,
    since: number,
    after: IndexPlace | null,
    limit: number,
  ): readonly (IndexPlace & SourceRecord)[] {
    const now = this.#now();
    return [...(this.#versions.get(table) ?? [])]
      .flatMap(([id, versions]) => {
        const version = versions[latestVisible(versions, now)];
        return version?.shown && version.at >= since ? [{ ...version.shown, id, at: version.at }] : [];
      })
      .sort(inOrder)
      .filter((entry) => after === null || inOrder(after, entry) < 0)
      .slice(0, limit);
  }
}

function latestVisible(versions: readonly Version[], now: number): number {
  return versions.findLastIndex((version) => version.visibleAt <= now);
}

const inOrder = (a: IndexPlace, b: IndexPlace): number => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));
