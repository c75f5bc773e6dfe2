import { type AssociationTarget, areEquivalent, type CanonicalValue, type SourceRecord } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import type { Side } from '../story/story.ts';
import { bearerOf } from './bearer-of.ts';
import type {
  Author,
  Cell,
  Claim,
  EdgeEvent,
  FieldEvent,
  RecordEvent,
  Shown,
  ShownValue,
  WrittenFields,
} from './ledger-events.ts';
import { edgeOf, keyOf, nameOf, unseen, untold } from './ledger-keys.ts';
import { ShownValues } from './shown-values.ts';

interface KnownRecord {
  readonly cells: Map<string, Cell>;
  /** By association field: ids of the targets, by how the app names them. */
  readonly edges: Map<string, ReadonlyMap<string, string>>;
  /** Taken out of the bin, and not shown since: a cycle that ran meanwhile has learned that it is gone. */
  isBack?: boolean;
}

/**
 * Who did what, told from the apps' own state: it is compared before and after each thing that anybody does, so it knows
 * nothing of what the engine says about itself.
 */
export class Ledger {
  readonly fields: FieldEvent[] = [];
  readonly edges: EdgeEvent[] = [];
  readonly records: RecordEvent[] = [];
  readonly claims: Claim[] = [];
  readonly #apps: Readonly<Record<Side, InMemoryApp>>;
  readonly #known = new Map<string, KnownRecord>();
  /** Records that are gone: one that they were merged into takes over who wrote what. */
  readonly #gone = new Map<string, KnownRecord>();
  readonly #seenEdges = new Set<string>();
  /** The event that each edge that stands came with. */
  readonly #added = new Map<string, EdgeEvent>();
  /** Edges that were shown to the engine by a key that their target bore then, by that key, and the target's cell that held it. */
  readonly #recognized = new Map<string, Cell>();
  /**
   * By side and object: what was shown first after this event only plans have been shown, and syncs that ended before they
   * wrote anything of the object.
   */
  readonly #mergedUntil = new Map<string, number>();
  #isSyncing = false;
  /** Edges that the sync under way has been shown, and after which event. */
  readonly #shownEdges = new Map<EdgeEvent, number>();
  readonly #shown = new ShownValues();
  #arrivals = 0;
  #at = 0;
  /** The how-manieth cycle is running, or has run last. */
  #cycle = 0;

  constructor(apps: Readonly<Record<Side, InMemoryApp>>) {
    this.#apps = apps;
  }

  get at(): number {
    return this.#at;
  }

  beginCycle(): void {
    this.#cycle += 1;
  }

  /** Somebody has just done something in this app. Returns whether anything is different. */
  note(side: Side, author: Author): boolean {
    return this.#note(side, author, author);
  }

  /** The engine has made one record of two. What the survivor takes over with the other one is nobody's writing: people had put it there. */
  noteMerger(side: Side): boolean {
    return this.#note(side, 'engine', 'person');
  }

  /** `mover`: of the edges. */
  #note(side: Side, author: Author, mover: Author): boolean {
    this.#at += 1;
    const before = this.fields.length + this.edges.length + this.records.length;
    const app = this.#apps[side];
    for (const object of app.state.tables.keys()) {
      const records = app.readAll(object);
      const there = new Set(records.map((record) => record.id));
      const gone = this.#noteGone(side, object, there, author);
      for (const record of records) this.#noteRecord(side, object, record, author, mover, gone);
    }
    return this.fields.length + this.edges.length + this.records.length > before;
  }

  cell(side: Side, object: string, id: string, field: string): Cell | undefined {
    return this.#known.get(keyOf(side, object, id))?.cells.get(field);
  }

  /** The same of a record that may be gone. */
  lastCell(side: Side, object: string, id: string, field: string): Cell | undefined {
    return this.cell(side, object, id, field) ?? this.#gone.get(keyOf(side, object, id))?.cells.get(field);
  }

  /**
   * What only a plan was shown is merged into nothing: gone before the next sync, it has never been there. What a sync is
   * shown counts as merged while it runs; at its end it is asked of which objects it was.
   */
  noteSync(): (hasMerged: (side: Side, object: string) => boolean) => void {
    this.#isSyncing = true;
    return (hasMerged) => {
      this.#isSyncing = false;
      for (const side of ['left', 'right'] as const) {
        for (const object of this.#apps[side].state.tables.keys()) {
          if (hasMerged(side, object)) this.#mergedUntil.set(keyOf(side, object, ''), this.#at);
        }
      }
    };
  }

  /** What the state has been shown of a field, one after the other; a value that was shown again stands once. */
  shownOf(side: Side, object: string, id: string, field: string): readonly ShownValue[] {
    return this.#shown.of(keyOf(side, object, id), field);
  }

  /** How many answers have arrived. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** An answer is on its way to the engine. Returns what to call when it arrives: a process may die before. */
  noteSeen(side: Side, object: string, records: readonly Shown[]): () => void {
    const shown: Cell[] = [];
    const edges: EdgeEvent[] = [];
    for (const record of records) {
      const key = keyOf(side, object, record.id);
      const known = this.#known.get(key);
      if (known) known.isBack = false;
      for (const [field, targets] of Object.entries(record.associations ?? {})) {
        for (const target of targets) {
          const edge = edgeOf(key, field, known?.edges.get(field)?.get(nameOf(target)) ?? nameOf(target));
          this.#seenEdges.add(edge);
          edges.push(...this.#standing(edge));
          const cell = 'key' in target ? this.#borneBy(side, object, field, target.key) : undefined;
          const named = `${edge}\n${nameOf(target)}`;
          if (cell && !this.#recognized.get(named)?.seen) this.#recognized.set(named, cell);
        }
      }
      for (const [field, value] of Object.entries(record.fields ?? {})) {
        const cell = known?.cells.get(field);
        if (!known || !cell) continue;
        const isThis = JSON.stringify(cell.value) === JSON.stringify(value);
        cell.isDated = !isThis;
        if (isThis) {
          cell.isForgotten = false;
          cell.shownTime = record.modifiedAt;
          shown.push(cell);
        }
        if (isThis && !cell.seen) {
          cell.seen = true;
          cell.seenAt = this.#at;
          cell.seenIn = this.#cycle;
        } else if (!isThis) {
          cell.isForgotten ||= cell.seen && cell.shownTime !== undefined && cell.shownTime === record.modifiedAt;
          if (cell.back) known.cells.set(field, cell.back);
          else cell.shown = null;
        }
      }
    }
    const at = this.#at;
    return () => {
      this.#arrivals += 1;
      for (const record of records) {
        this.#shown.note(keyOf(side, object, record.id), record, { at, arrival: this.#arrivals });
      }
      for (const cell of shown) cell.arrivedAt = Math.min(cell.arrivedAt, this.#arrivals);
      for (const event of edges) if (!this.#shownEdges.has(event)) this.#shownEdges.set(event, at);
    };
  }

  /** A run has ended. What it was shown is merged by a sync that came to its end; from any other, nobody can know. */
  settleShown(isMerged: boolean): void {
    if (isMerged) for (const [event, at] of this.#shownEdges) event.knownAt = Math.min(event.knownAt, at);
    this.#shownEdges.clear();
  }

  /**
   * An answer is on its way that says of these fields of records: written. It tells nothing of the others, whatever
   * the app has done to them by itself. Returns what to call when it arrives.
   */
  noteWritten(side: Side, object: string, written: readonly WrittenFields[]): () => void {
    for (const { id, fields, values } of written) {
      for (const field of [...fields, ...values]) this.claims.push({ at: this.#at, side, id, field });
    }
    const edges = written.flatMap(({ id, fields }) => {
      const key = keyOf(side, object, id);
      return fields.flatMap((field) =>
        [...(this.#known.get(key)?.edges.get(field)?.values() ?? [])].flatMap((target) =>
          this.#standing(edgeOf(key, field, target)),
        ),
      );
    });
    const at = this.#at;
    return () => {
      this.#arrivals += 1;
      for (const event of edges) {
        if (event.author === 'engine' && event.knownAt > at)
          Object.assign(event, { knownAt: at, toldBy: this.#arrivals });
      }
    };
  }

  #standing(edge: string): readonly EdgeEvent[] {
    const event = this.#added.get(edge);
    return event ? [event] : [];
  }

  /** The process has died: of the answers after this many it has stored nothing, and the next one knows nothing of them. */
  unsee(after: number): void {
    for (const { cells } of this.#known.values()) {
      for (const cell of cells.values()) if (cell.arrivedAt > after) Object.assign(cell, unseen);
    }
    this.#shown.unsee(after);
    for (const event of this.edges) if (event.toldBy > after) Object.assign(event, untold);
  }

  /** The state is lost, or put back to what it was after an event: it knows nothing of what was shown later. */
  forget(after: number): void {
    this.#shown.forget(this.#at);
    this.#recognized.clear();
    for (const { cells } of this.#known.values()) {
      for (const cell of cells.values()) cell.isForgotten ||= cell.seen && cell.seenAt > after;
    }
  }

  #noteGone(side: Side, object: string, there: ReadonlySet<string>, author: Author): ReadonlySet<string> {
    const gone = new Set<string>();
    const prefix = keyOf(side, object, '');
    for (const key of this.#known.keys()) {
      if (!key.startsWith(prefix)) continue;
      const id = key.slice(prefix.length);
      if (there.has(id)) continue;
      gone.add(id);
      const known = this.#known.get(key);
      if (known) this.#gone.set(key, known);
      this.#known.delete(key);
      this.records.push({ at: this.#at, cycle: this.#cycle, side, object, id, change: 'gone', author });
    }
    return gone;
  }

  #noteRecord(
    side: Side,
    object: string,
    record: SourceRecord,
    author: Author,
    mover: Author,
    gone: ReadonlySet<string>,
  ): void {
    const key = keyOf(side, object, record.id);
    const where = { at: this.#at, arrivals: this.#arrivals, side, object, id: record.id, author };
    let known = this.#known.get(key);
    // What somebody takes out of the bin has the values that it had, from whom it had them.
    const binned = known === undefined ? this.#gone.get(key) : undefined;
    const isNew = known === undefined && binned === undefined;
    if (known === undefined) {
      known = binned ?? { cells: new Map(), edges: new Map() };
      if (binned) known.isBack = this.#wentIn(side, object, record.id) < this.#cycle;
      this.#gone.delete(key);
      this.#known.set(key, known);
      this.records.push({ ...where, cycle: this.#cycle, change: 'made' });
    }
    for (const [field, value] of Object.entries(record.fields)) {
      const replaced = known.cells.get(field) ?? null;
      if (replaced !== null && JSON.stringify(replaced.value) === JSON.stringify(value)) continue;
      if (replaced !== null && this.#isRespelled(side, object, field, replaced.value, value)) {
        known.cells.set(field, { ...replaced, value });
        continue;
      }
      const brought = this.#takenOver(side, object, record, field, value, isNew ? null : gone);
      // Who was shown it in the record that is gone has not been shown it in the one that stands.
      const taken =
        brought && !isNew ? { ...brought, ...unseen, shown: this.#lastShown(side, object, replaced) } : brought;
      const cell = taken ?? this.#replacement(side, object, field, value, author, replaced);
      known.cells.set(field, cell);
      if (taken) continue;
      if (!isNew || value !== null) this.fields.push({ ...where, field, value, replaced, cell });
    }
    for (const [field, targets] of Object.entries(record.associations ?? {})) {
      const held = new Map(known.edges.get(field));
      const named = new Map(
        targets.map((target) => [nameOf(target), this.#targetOf(side, object, field, target, held)] as const),
      );
      // A key that stands as it stood means another record only because somebody else bears it: nobody has edited this one.
      for (const [name, target] of named) {
        const before = held.get(name);
        if (before !== undefined && before !== target) held.set(name, target);
      }
      const after = new Set(named.values());
      const before = new Set(held.values());
      for (const target of after) {
        if (before.has(target)) continue;
        const seen = mover === 'engine';
        if (seen) this.#seenEdges.add(edgeOf(key, field, target));
        const event: EdgeEvent = {
          ...where,
          author: mover,
          field,
          target,
          change: 'added',
          cascade: false,
          seen,
          ...untold,
        };
        this.#added.set(edgeOf(key, field, target), event);
        this.edges.push(event);
      }
      for (const target of before) {
        if (after.has(target)) continue;
        const cascade = this.#isGone(side, target, gone);
        const seen = this.#seenEdges.delete(edgeOf(key, field, target));
        for (const name of held.keys()) this.#recognized.delete(`${edgeOf(key, field, target)}\n${name}`);
        this.#added.delete(edgeOf(key, field, target));
        this.edges.push({ ...where, author: mover, field, target, change: 'removed', cascade, seen, ...untold });
      }
      known.edges.set(field, named);
    }
  }

  #replacement(
    side: Side,
    object: string,
    field: string,
    value: CanonicalValue,
    author: Author,
    replaced: Cell | null,
  ): Cell {
    const shown = this.#lastShown(side, object, replaced);
    const isBack = shown !== null && shown !== replaced && this.#isRespelled(side, object, field, shown.value, value);
    const cell: Cell = { value, author, at: this.#at, cycle: this.#cycle, shown, ...unseen };
    return isBack && author === 'person' ? { ...shown, value, back: cell } : cell;
  }

  /** The cycle that ran last before a record went. */
  #wentIn(side: Side, object: string, id: string): number {
    const isIt = (one: RecordEvent): boolean => one.side === side && one.object === object && one.id === id;
    return this.records.findLast((one) => one.change === 'gone' && isIt(one))?.cycle ?? this.#cycle;
  }

  /** Whether it has been shown since it was last made or taken out of the bin; within the lag of its app nobody can know that it is back. */
  isShownSinceBack(side: Side, object: string, id: string): boolean {
    return this.#known.get(keyOf(side, object, id))?.isBack !== true;
  }

  /** What a sync has been shown last, as long as this was there. */
  #lastShown(side: Side, object: string, cell: Cell | null): Cell | null {
    if (cell === null) return null;
    const mergedUntil = this.#mergedUntil.get(keyOf(side, object, '')) ?? 0;
    if (!cell.seen || (!this.#isSyncing && cell.seenAt > mergedUntil)) return cell.shown;
    return cell.isDated ? null : cell;
  }

  /** An equivalent value is no change: who gave it stays who gave it. */
  #isRespelled(side: Side, object: string, field: string, before: CanonicalValue, after: CanonicalValue): boolean {
    const schema = this.#apps[side].state.table(object).fields.get(field);
    return schema !== undefined && areEquivalent(schema, before, after);
  }

  /**
   * A value that comes with a merger is no edit. Where several records bore it, the first to do so counts. `among`: only
   * what has just gone can have brought it.
   */
  #takenOver(
    side: Side,
    object: string,
    record: SourceRecord,
    field: string,
    value: CanonicalValue,
    among: ReadonlySet<string> | null,
  ): Cell | null {
    const cells = (record.mergedFrom ?? []).flatMap((id) => {
      if (among && !among.has(id)) return [];
      const cell = this.#gone.get(keyOf(side, object, id))?.cells.get(field);
      return cell && JSON.stringify(cell.value) === JSON.stringify(value) ? [{ ...cell }] : [];
    });
    return cells.sort((a, b) => a.at - b.at)[0] ?? null;
  }

  /** Ids of the targets that a record holds, by how the app names them. */
  targets(side: Side, object: string, id: string, field: string): ReadonlyMap<string, string> {
    return this.#known.get(keyOf(side, object, id))?.edges.get(field) ?? new Map();
  }

  /**
   * Has the engine been shown that this is the target: the record with a key that the target bore then, and, sooner or later,
   * the target with this key? A target that is renamed before anybody has looked at it leaves a key that means nobody.
   */
  isRecognized(
    { side, object, id, field }: Pick<EdgeEvent, 'side' | 'object' | 'id' | 'field'>,
    key: string,
    target: string,
  ): boolean {
    return this.#recognized.get(`${edgeOf(keyOf(side, object, id), field, target)}\n${key}`)?.seen === true;
  }

  /** A key means whoever bears it; one that nobody bears any more means who bore it when it was put there. */
  #targetOf(
    side: Side,
    object: string,
    field: string,
    target: AssociationTarget,
    held: ReadonlyMap<string, string>,
  ): string {
    if ('id' in target) return target.id;
    return this.bearer(side, object, field, target.key) ?? held.get(target.key) ?? target.key;
  }

  /** Id of the record that bears a key which names a target. `null`: none does. */
  bearer(side: Side, object: string, field: string, key: string): string | null {
    return bearerOf(this.#apps[side], { object, field }, key)?.id ?? null;
  }

  /** The cell of the key that names a target. */
  #borneBy(side: Side, object: string, field: string, key: string): Cell | undefined {
    const bearer = bearerOf(this.#apps[side], { object, field }, key);
    return bearer === null ? undefined : this.cell(side, bearer.object, bearer.id, bearer.field);
  }

  /** What a record held of a field right after an event. */
  valueAt(side: Side, object: string, id: string, field: string, at: number): CanonicalValue {
    const before = this.fields.filter(
      (one) => one.at <= at && one.side === side && one.object === object && one.id === id && one.field === field,
    );
    return before.at(-1)?.value ?? null;
  }

  #isGone(side: Side, target: string, gone: ReadonlySet<string>): boolean {
    if (gone.has(target)) return true;
    const tables = [...this.#apps[side].state.tables.values()];
    return !tables.some((table) => table.records.has(target));
  }
}
