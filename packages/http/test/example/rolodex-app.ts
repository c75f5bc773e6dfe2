import { type EmulatorServer, startEmulatorServer, type TestClock } from '@linkwright/core/testing';

export type Item = Readonly<Record<string, unknown>> & { readonly id: string; readonly updated_at: string };

/** The app that the example speaks to, in memory and over HTTP. What tests do with `items` a person does in the app. */
export interface RolodexApp extends EmulatorServer {
  items(object: string): readonly Item[];
  /** A record that is not there yet is made. */
  put(object: string, id: string | null, values: Readonly<Record<string, unknown>>): Item;
  remove(object: string, id: string): boolean;
}

const pageSize = 5;
const blank = { name: null, email: null, visits: null, company_id: null };

export async function startRolodex(accessToken: string, clock: TestClock): Promise<RolodexApp> {
  const tables = new Map<string, Map<string, Item>>([
    ['people', new Map()],
    ['companies', new Map()],
  ]);
  const tableOf = (object: string): Map<string, Item> => tables.get(object) ?? new Map();
  const items = (object: string): readonly Item[] => [...tableOf(object).values()];
  let count = 0;

  function put(object: string, id: string | null, values: Readonly<Record<string, unknown>>): Item {
    count += id === null ? 1 : 0;
    const key = id ?? `${object.slice(0, 1)}${String(count).padStart(5, '0')}`;
    const known = tableOf(object).get(key) ?? blank;
    const item = { ...known, ...values, id: key, updated_at: new Date(clock.now()).toISOString() };
    tableOf(object).set(key, item);
    return item;
  }

  function refusalOf(self: string | null, values: Readonly<Record<string, unknown>>) {
    const { email, visits, company_id: company } = values;
    const holder = items('people').find((one) => email != null && one.email === email && one.id !== self);
    if (holder !== undefined) return [409, { field: 'email', message: 'is taken', id: holder.id }] as const;
    if (email != null && !String(email).includes('@')) return [422, { field: 'email', message: 'is none' }] as const;
    if (visits != null && !Number.isInteger(visits)) return [422, { field: 'visits', message: 'no number' }] as const;
    const isMissing = company != null && !tableOf('companies').has(String(company));
    return isMissing ? ([422, { field: 'company_id', message: `there is no ${company}` }] as const) : null;
  }

  function pageOf(object: string, query: URLSearchParams) {
    const { cursor = '', updated_since: since = '', ids, ...values } = Object.fromEntries(query);
    const wanted = ids?.split(',');
    const found = items(object)
      .filter(({ id, updated_at }) => id > cursor && updated_at >= since && (wanted?.includes(id) ?? true))
      .filter((item) => Object.entries(values).every(([field, value]) => item[field] === value))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const page = found.slice(0, pageSize);
    return { items: page, next: found.length > page.length ? (page.at(-1)?.id ?? null) : null };
  }

  const server = await startEmulatorServer(
    {
      handle({ method, path, query, headers, body }) {
        if (headers.authorization !== `Bearer ${accessToken}`) return { status: 401, body: {} };
        const [, object = '', id = null] = path.split('/');
        if (object === 'account') return { status: 200, body: { id: 'r-1', name: 'Rolodex of the tests' } };
        if (!tables.has(object) || (id !== null && !tableOf(object).has(id))) return { status: 404, body: {} };
        if (method === 'GET') return { status: 200, body: pageOf(object, query) };
        if (method === 'DELETE') return { status: tableOf(object).delete(id ?? '') ? 204 : 404 };
        const values = JSON.parse(body.toString('utf8'));
        const refusal = refusalOf(id, values);
        if (refusal !== null) return { status: refusal[0], body: refusal[1] };
        return { status: id === null ? 201 : 200, body: put(object, id, values) };
      },
    },
    { clock, advance: clock.advance },
  );
  return { ...server, items, put, remove: (object, id) => tableOf(object).delete(id) };
}
