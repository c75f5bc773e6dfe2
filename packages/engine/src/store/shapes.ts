import type { DialectAdapter, Kysely } from 'kysely';
import type { Database } from './database.ts';
import { damagedState } from './state-error.ts';
import { idListSchema, parseJson, parseStored } from './stored-json.ts';

/**
 * The names that values of many rows stand under, each list of names once: a row holds the number of its list, and its
 * values in the order of the names.
 */
export class Shapes {
  readonly #names = new Map<number, readonly string[]>();
  readonly #numbers = new Map<string, number>();
  #last: { readonly number: number; readonly names: readonly string[] } = { number: 0, names: [] };

  get size(): number {
    return this.#names.size;
  }

  add(number: number, names: readonly string[]): void {
    this.#names.set(number, names);
    this.#numbers.set(JSON.stringify(names), number);
  }

  /** Undefined: no row had these names yet. */
  numberOf(values: object): number | undefined {
    if (hasNames(values, this.#last.names)) return this.#last.number;
    const names = Object.keys(values);
    const number = this.#numbers.get(JSON.stringify(names));
    if (number !== undefined) this.#last = { number, names };
    return number;
  }

  /** As JSON. The shape of the values must be known. */
  pack<Value>(values: Readonly<Record<string, Value>>, packed: (value: Value) => unknown): string {
    const number = this.numberOf(values);
    if (number === undefined) throw new Error('a shape is stored before it is used');
    // A list that grows as it is filled leaves the shorter ones behind as garbage.
    const list = new Array<unknown>(this.#last.names.length + 1);
    list[0] = number;
    let at = 0;
    for (const name in values) {
      const value = values[name];
      at += 1;
      list[at] = value === undefined ? null : packed(value);
    }
    return JSON.stringify(list);
  }

  /** Throws for text that was not packed so. */
  unpack<Value>(text: string, what: string, unpacked: (value: unknown) => Value | undefined): Record<string, Value> {
    const list = parseJson(text, what);
    if (!Array.isArray(list)) throw unexpected(what);
    return this.read(list, what, unpacked);
  }

  read<Value>(
    list: readonly unknown[],
    what: string,
    unpacked: (value: unknown) => Value | undefined,
  ): Record<string, Value> {
    const [number] = list;
    if (typeof number !== 'number') throw unexpected(what);
    const names = this.#names.get(number);
    if (!names) throw new UnknownShape(what);
    if (names.length !== list.length - 1) throw unexpected(what);
    const values: Record<string, Value> = {};
    for (let index = 0; index < names.length; index += 1) {
      const value = unpacked(list[index + 1]);
      if (value === undefined) throw unexpected(what);
      set(values, names[index] ?? '', value);
    }
    return values;
  }
}

const unexpected = (what: string) => damagedState(`it holds an unexpected shape for ${what}`);

/** A name may be `__proto__`, which is no ordinary member. */
function set<Value>(values: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') values[name] = value;
  else Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
}

function hasNames(values: object, names: readonly string[]): boolean {
  let index = 0;
  for (const name in values) {
    if (names[index] !== name) return false;
    index += 1;
  }
  return index === names.length && index > 0;
}

/** Stored by another process since the shapes were read. */
class UnknownShape extends Error {}

const known = new WeakMap<DialectAdapter, Shapes>();
/** How often they were forgotten: what was read before that may have been taken back since. */
const forgotten = new WeakMap<DialectAdapter, number>();

async function shapesOf(database: Kysely<Database>): Promise<Shapes> {
  const { adapter } = database.getExecutor();
  const cached = known.get(adapter);
  if (cached) return cached;
  const before = forgotten.get(adapter);
  const shapes = new Shapes();
  for (const { number, names } of await database.selectFrom('shapes').selectAll().execute()) {
    shapes.add(number, parseStored(idListSchema, names, `shape ${number}`));
  }
  // Whoever has read them meanwhile may have stored others since.
  const other = known.get(adapter);
  if (other) return other;
  if (forgotten.get(adapter) === before) known.set(adapter, shapes);
  return shapes;
}

/** What was stored by a transaction is taken back with it. */
export function forgetShapes(database: Kysely<Database>): void {
  const { adapter } = database.getExecutor();
  known.delete(adapter);
  forgotten.set(adapter, (forgotten.get(adapter) ?? 0) + 1);
}

/** The shapes, those of these values among them. Inside the transaction that stores the values. */
export async function shapesFor(database: Kysely<Database>, values: readonly object[]): Promise<Shapes> {
  const shapes = await shapesOf(database);
  for (const one of values.filter((each) => shapes.numberOf(each) === undefined)) {
    // One before it may have had the same names.
    if (shapes.numberOf(one) !== undefined) continue;
    const names = Object.keys(one);
    const number = await storeShape(database, JSON.stringify(names));
    shapes.add(number, names);
  }
  return shapes;
}

/** It may be there already, where the shapes were read before it was stored. */
async function storeShape(database: Kysely<Database>, names: string): Promise<number> {
  await database
    .insertInto('shapes')
    .values({ names })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await database.selectFrom('shapes').select('number').where('names', '=', names).executeTakeFirstOrThrow();
  return row.number;
}

/** Rows with what they hold unpacked. */
export async function withShapes<Row, Result>(
  database: Kysely<Database>,
  rows: readonly Row[],
  read: (row: Row, shapes: Shapes) => Result,
): Promise<Result[]> {
  if (rows.length === 0) return [];
  const shapes = await shapesOf(database);
  try {
    return rows.map((row) => read(row, shapes));
  } catch (error) {
    if (!(error instanceof UnknownShape)) throw error;
    forgetShapes(database);
  }
  const renewed = await shapesOf(database);
  try {
    return rows.map((row) => read(row, renewed));
  } catch (error) {
    throw error instanceof UnknownShape ? unexpected(error.message) : error;
  }
}
