import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { z } from 'zod';
import { type CongressApp, inBatches } from './congress-app.ts';
import { separator } from './congress-configuration.ts';
import { type Congress, pairOf, pairsByRelation, type Values, valuesOf } from './congress-data.ts';
import { codeOf, fieldsOf, type ObjectName, objectNames, type RelationName, relations } from './congress-fields.ts';

const login = { username: 'person', password: 'secret' };
const recordsPerBatch = 100;
const cellSchema = z.string().nullish();
const idSchema = z.object({ $id: z.object({ value: z.string() }) });

type Properties = Readonly<Record<string, object>>;

/**
 * A domain with an empty app for each object. A relation that holds one record is a lookup by the key of its target;
 * one that holds several is a text with their keys.
 */
export async function createCongressDomain(baseUrl: string, { records }: Congress): Promise<CongressApp> {
  const client = new KintoneRestAPIClient({ baseUrl, auth: login });
  // The client's types ask for every setting; the API fills in those that are left out.
  const call = async (method: string, path: string, body: object): Promise<void> => {
    const response = await fetch(`${baseUrl}/k/v1/preview/app/${path}.json`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-cybozu-authorization': Buffer.from(`${login.username}:${login.password}`).toString('base64'),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const addFields = async (app: string, properties: Properties): Promise<void> => {
    await call('POST', 'form/fields', { app, properties });
    await client.app.deployApp({ apps: [{ app }] });
    for (let status = 'PROCESSING'; status === 'PROCESSING'; ) {
      status = (await client.app.getDeployStatus({ apps: [app] })).apps[0]?.status ?? 'FAIL';
    }
  };
  const apps = {
    members: (await client.app.addApp({ name: 'Members' })).app,
    committees: (await client.app.addApp({ name: 'Committees' })).app,
    offices: (await client.app.addApp({ name: 'Offices' })).app,
  };
  // Left alone, an app keeps four decimal places of a number; coordinates have more.
  for (const object of objectNames) {
    await call('PUT', 'settings', { app: apps[object], numberPrecision: { digits: 20, decimalPlaces: 10 } });
  }
  for (const object of objectNames) await addFields(apps[object], plainFields(object, records[object]));
  // A lookup needs its target's key to be there.
  for (const object of objectNames) await addFields(apps[object], relationFields(object, apps));
  return openDomain(client, baseUrl, apps);
}

function plainFields(object: ObjectName, records: ReadonlyMap<string, Values>): Properties {
  return Object.fromEntries(
    fieldsOf[object].map(({ column, kintone, create }, index) => {
      const options = valuesOf(records, column).map((label, place) => [label, { label, index: String(place) }]);
      const field = {
        code: codeOf(column),
        label: column,
        ...kintone,
        ...(index === 0 && { unique: true }),
        ...(create?.type === 'enumeration' && { options: Object.fromEntries(options) }),
      };
      return [field.code, field];
    }),
  );
}

function relationFields(object: ObjectName, apps: Readonly<Record<ObjectName, string>>): Properties {
  return Object.fromEntries(
    relations
      .filter(({ from }) => from === object)
      .map(({ name, to, cardinality }) => {
        const lookup = {
          relatedApp: { app: apps[to] },
          relatedKeyField: codeOf(fieldsOf[to][0].column),
          fieldMappings: [],
          lookupPickerFields: [],
          filterCond: '',
          sort: '',
        };
        const code = codeOf(name);
        return [code, { type: 'SINGLE_LINE_TEXT', code, label: name, ...(cardinality === 'one' && { lookup }) }];
      }),
  );
}

function openDomain(
  client: KintoneRestAPIClient,
  baseUrl: string,
  apps: Readonly<Record<ObjectName, string>>,
): CongressApp {
  type Row = Awaited<ReturnType<typeof client.record.getAllRecords>>[number];
  const textOf = (row: Row | undefined, name: string): string | null =>
    cellSchema.parse(row?.[codeOf(name)]?.value) || null;

  async function rows(object: ObjectName): Promise<ReadonlyMap<string, Row>> {
    const found = await client.record.getAllRecords({ app: apps[object] });
    return new Map(found.map((row) => [textOf(row, fieldsOf[object][0].column) ?? '', row]));
  }

  async function write(object: ObjectName, changes: readonly (readonly [key: string, values: Values])[]) {
    const held = await rows(object);
    for (const batch of inBatches(changes, recordsPerBatch)) {
      const records = batch.map(([key, values]) => {
        const id = textOf(held.get(key), '$id');
        if (id === null) throw new Error(`Kintone has no record ${key} of ${object}`);
        return { id, record: toCells(values) };
      });
      await client.record.updateRecords({ app: apps[object], records });
    }
  }

  /** Gives every source of the pairs other keys. */
  async function rekey(
    name: RelationName,
    sources: readonly string[],
    change: (source: string, keys: readonly string[]) => readonly string[],
  ): Promise<void> {
    const relation = relations.find((one) => one.name === name);
    if (!relation) throw new Error(`there is no relation ${name}`);
    const held = await rows(relation.from);
    const changes = [...new Set(sources)].map((source) => {
      const keys = change(source, keysIn(textOf(held.get(source), name)));
      return [source, { [name]: keys.join(`${separator} `) }] as const;
    });
    await write(relation.from, changes);
  }

  return {
    displayName: 'Kintone',
    connection: 'kintone',
    settings: JSON.stringify({ baseUrl, username: 'runner', password: 'secret' }),
    objects: apps,
    async read() {
      const [members, committees, offices] = await Promise.all([rows('members'), rows('committees'), rows('offices')]);
      const held = { members, committees, offices };
      const valuesBy = (object: ObjectName): Map<string, Values> =>
        new Map(
          [...held[object]].map(([key, row]) => [
            key,
            Object.fromEntries(fieldsOf[object].map(({ column }) => [column, textOf(row, column)])),
          ]),
        );
      return {
        records: {
          members: valuesBy('members'),
          committees: valuesBy('committees'),
          offices: valuesBy('offices'),
        },
        pairs: pairsByRelation(({ name, from }) =>
          [...held[from]].flatMap(([source, row]) => keysIn(textOf(row, name)).map((key) => pairOf(source, key))),
        ),
      };
    },
    set: (object, key, values) => write(object, [[key, values]]),
    async create(object, _key, values) {
      await client.record.addRecord({ app: apps[object], record: toCells(values) });
    },
    async remove(object, key) {
      const query = `${codeOf(fieldsOf[object][0].column)} = "${key}"`;
      const { records: found } = await client.record.getRecords({ app: apps[object], query });
      const ids = found.map((record) => Number(idSchema.parse(record).$id.value));
      await client.record.deleteRecords({ app: apps[object], ids });
    },
    join(name, pairs) {
      const isOne = relations.some((relation) => relation.name === name && relation.cardinality === 'one');
      const sources = pairs.map(([source]) => source);
      return rekey(name, sources, (source, keys) => {
        const added = pairs.flatMap(([of, target]) => (of === source ? [target] : []));
        return [...new Set([...(isOne ? [] : keys), ...added])];
      });
    },
    leave(name, pairs) {
      const sources = pairs.map(([source]) => source);
      return rekey(name, sources, (source, keys) => {
        const left = pairs.flatMap(([of, target]) => (of === source ? [target] : []));
        return keys.filter((key) => !left.includes(key));
      });
    },
  };
}

const keysIn = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(separator)
    .map((key) => key.trim())
    .filter((key) => key !== '');

const toCells = (values: Values): Record<string, { readonly value: string }> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [codeOf(name), { value: value ?? '' }]));
