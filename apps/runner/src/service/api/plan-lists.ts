import type { OperationReport } from '@linkwright/engine';
import { RecordSpool } from '../../operations/cycle/record-spool.ts';
import {
  type FailingRecord,
  type HeldRecord,
  parseFailing,
  parseHeld,
  parseOperation,
} from '../../operations/cycle/told-items.ts';

export const operationKinds = ['create', 'update', 'archive', 'merge'] as const;
type OperationKind = (typeof operationKinds)[number];

interface SyncLists {
  readonly operations: Readonly<Record<OperationKind, RecordSpool<OperationReport>>>;
  readonly held: RecordSpool<HeldRecord>;
  readonly failing: RecordSpool<FailingRecord>;
}

export interface ListPage<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

interface PageAsked {
  /** Absent: of all syncs. */
  readonly sync?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** What a plan tells of single records: longer than memory, so it lies in files that are gone with the process. */
export class PlanLists {
  readonly #syncs = new Map<string, SyncLists>();

  of(sync: string): SyncLists {
    const known = this.#syncs.get(sync);
    if (known) return known;
    const spool = () => new RecordSpool(parseOperation);
    const lists: SyncLists = {
      operations: { create: spool(), update: spool(), archive: spool(), merge: spool() },
      held: new RecordSpool(parseHeld),
      failing: new RecordSpool(parseFailing),
    };
    this.#syncs.set(sync, lists);
    return lists;
  }

  operations({ kind, ...asked }: PageAsked & { readonly kind?: OperationKind | undefined }): ListPage<OperationReport> {
    const kinds = kind === undefined ? operationKinds : [kind];
    return this.#page(asked, ({ operations }) => kinds.map((one) => operations[one]));
  }

  held(asked: PageAsked): ListPage<HeldRecord> {
    return this.#page(asked, ({ held }) => [held]);
  }

  failing(asked: PageAsked): ListPage<FailingRecord> {
    return this.#page(asked, ({ failing }) => [failing]);
  }

  close(): void {
    for (const { operations, held, failing } of this.#syncs.values()) {
      for (const spool of [...Object.values(operations), held, failing]) spool.close();
    }
    this.#syncs.clear();
  }

  #page<Item>(
    { sync, offset, limit }: PageAsked,
    spoolsOf: (lists: SyncLists) => readonly RecordSpool<Item>[],
  ): ListPage<Item> {
    const spools = [...this.#syncs].flatMap(([name, lists]) =>
      sync === undefined || sync === name ? spoolsOf(lists) : [],
    );
    const items: Item[] = [];
    let total = 0;
    for (const spool of spools) {
      const from = Math.max(0, offset - total);
      items.push(...spool.page(from, limit - items.length));
      total += spool.count;
    }
    return { total, items };
  }
}
