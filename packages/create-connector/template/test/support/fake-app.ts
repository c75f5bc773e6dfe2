import type { Emulator, EmulatorAnswer } from '@linkwright/core/testing';

export type Values = Readonly<Record<string, unknown>>;
export type Item = Values & { readonly id: string; readonly updated_at: string };

/** An app in memory with an HTTP API, for tests. What a test does with `tables` a person does on the app's pages. */
export interface FakeApp extends Emulator {
  readonly tables: Readonly<Record<'people' | 'companies', FakeTable>>;
}

const pageSize = 5;

export function createFakeApp(accessToken: string, clock: { now(): number }): FakeApp {
  const companies = new FakeTable('companies', clock);
  const people = new FakeTable('people', clock);
  const tables = { people, companies };

  function refusalOf(object: string, values: Values, self?: string): EmulatorAnswer | null {
    const refuse = (code: string, field: string, message: string, id?: string) => {
      return { status: code === 'taken' ? 409 : 422, body: { error: { code, field, message, id } } };
    };
    for (const [field, value] of Object.entries(values)) {
      const isWrong = value !== null && checks[object]?.[field]?.(value) !== true;
      if (isWrong) return refuse('invalid', field, 'not a value of this field');
      if (field === 'employer' || field === 'affiliations') {
        const missing = idsOf(value).find((id) => companies.get(id) === undefined);
        if (missing !== undefined) return refuse('unknown_reference', field, `there is no company ${missing}`, missing);
      }
      const taken =
        field === 'email' && value !== null && people.items().find(({ id, email }) => email === value && id !== self);
      if (taken) return refuse('taken', field, 'another person has it', taken.id);
    }
    return null;
  }

  return {
    tables,
    handle({ method, path, query, headers, body }) {
      if (headers.authorization !== `Bearer ${accessToken}`) {
        return { status: 401, body: { error: { code: 'unauthorized', message: 'the access token is not valid' } } };
      }
      const [, object = '', id] = path.split('/');
      if (object === 'account') return { status: 200, body: { id: `account-of-${accessToken.length}`, name: 'Fake' } };
      const table = object === 'people' || object === 'companies' ? tables[object] : undefined;
      const item = id === undefined ? undefined : table?.get(id);
      if (table === undefined || (id !== undefined && item === undefined)) {
        return { status: 404, body: { error: { code: 'not_found', message: `there is no ${path}` } } };
      }
      if (method === 'GET') return { status: 200, body: item ?? pageOf(table.items(), query) };
      if (method === 'DELETE') {
        table.remove(id ?? '');
        return { status: 204 };
      }
      const values: Values = JSON.parse(body.toString('utf8'));
      const refusal = refusalOf(object, values, id);
      if (refusal !== null) return refusal;
      return { status: id === undefined ? 201 : 200, body: table.put(id ?? null, values) };
    },
  };
}

export class FakeTable {
  readonly #items = new Map<string, Item>();
  readonly #name: string;
  readonly #clock: { now(): number };
  #count = 0;

  constructor(name: string, clock: { now(): number }) {
    this.#name = name;
    this.#clock = clock;
  }

  get = (id: string): Item | undefined => this.#items.get(id);

  /** In the order of their last change. */
  items = (): readonly Item[] =>
    [...this.#items.values()].sort((a, b) => compare(a.updated_at, b.updated_at) || compare(a.id, b.id));

  /** `null`: a record that is not there yet. */
  put(id: string | null, values: Values): Item {
    if (id === null) this.#count += 1;
    const key = id ?? `${this.#name}-${String(this.#count).padStart(6, '0')}`;
    const blank = Object.fromEntries(Object.keys(checks[this.#name] ?? {}).map((field) => [field, null]));
    const item = {
      ...blank,
      ...this.get(key),
      ...values,
      id: key,
      updated_at: new Date(this.#clock.now()).toISOString(),
    };
    this.#items.set(key, item);
    return item;
  }

  remove = (id: string): boolean => this.#items.delete(id);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const checks: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  people: {
    name: isText,
    email: (value) => typeof value === 'string' && value.includes('@'),
    birth_date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
    visits: Number.isInteger,
    stage: (value) => value === 'lead' || value === 'customer',
    employer: isText,
    affiliations: Array.isArray,
  },
  companies: { name: isText },
};

export const idsOf = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

/** Filters by `ids`, by `updated_since` (that moment included) and by the value of any field; then a page behind the cursor. */
function pageOf(items: readonly Item[], query: URLSearchParams) {
  const { cursor = '', updated_since: since = '', ids, ...fields } = Object.fromEntries(query);
  const wanted = ids?.split(',');
  const behind = items.filter((item) => {
    return (
      item.updated_at >= since &&
      keyOf(item) > cursor &&
      (wanted === undefined || wanted.includes(item.id)) &&
      Object.entries(fields).every(([field, value]) => String(item[field] ?? '') === value)
    );
  });
  const page = behind.slice(0, pageSize);
  const last = page.at(-1);
  return { items: page, next_cursor: last !== undefined && behind.length > page.length ? keyOf(last) : null };
}

const keyOf = ({ updated_at, id }: Item): string => `${updated_at} ${id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
