import { Client } from '@hubspot/api-client';
import {
  type AssociationSpec,
  AssociationSpecAssociationCategoryEnum as Category,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { type CongressApp, idOf, inBatches } from './congress-app.ts';
import { type Congress, type Pair, pairOf, pairsByRelation, splitPair, type Values } from './congress-data.ts';
import {
  fieldsOf,
  type MappedField,
  type ObjectName,
  type Relation,
  type RelationName,
  relations,
  titles,
} from './congress-fields.ts';
import { defineCongress, type PortalSchema } from './define-congress.ts';

const recordsPerBatch = 100;
const pairsPerBatch = 1000;

/** An empty portal is given its properties, labels and custom object, and all the data. */
export async function fillCongressPortal(
  settings: { readonly baseUrl: string; readonly accessToken: string },
  congress: Congress,
): Promise<CongressApp> {
  const client = new Client({
    accessToken: settings.accessToken,
    basePath: settings.baseUrl,
    limiterOptions: { maxConcurrent: 4 },
  });
  const { types, specs } = await defineCongress(client, congress);
  const app = openPortal(client, { types, specs });
  for (const object of ['committees', 'members', 'offices'] as const) {
    await app.createAll(object, [...congress.records[object]]);
  }
  // Giving a label makes the membership as well, so only those without a title are made without one.
  const titled = new Set(titles.flatMap((title) => [...congress.pairs[title]]));
  for (const { name } of relations) {
    const pairs = [...congress.pairs[name]].filter((pair) => name !== 'Committees' || !titled.has(pair));
    await app.associate(name, pairs.map(splitPair));
  }
  return {
    ...app,
    displayName: 'HubSpot',
    connection: 'hubspot',
    settings: JSON.stringify(settings),
    objects: { ...types, offices: 'office' },
  };
}

type PortalHands = Pick<CongressApp, 'read' | 'set' | 'remove' | 'create' | 'join' | 'leave'> & {
  createAll(object: ObjectName, records: readonly (readonly [key: string, values: Values])[]): Promise<void>;
  associate(relation: RelationName, pairs: readonly Pair[]): Promise<void>;
};

function openPortal(client: Client, { types, specs }: PortalSchema): PortalHands {
  const { v4 } = client.crm.associations;
  const ids: Readonly<Record<ObjectName, Map<string, string>>> = {
    members: new Map(),
    committees: new Map(),
    offices: new Map(),
  };

  async function all(object: ObjectName) {
    const properties = fieldsOf[object].map(({ property }) => property);
    const { basicApi } = client.crm.objects;
    const records: Awaited<ReturnType<typeof basicApi.getPage>>['results'] = [];
    let after: string | undefined;
    do {
      const page = await basicApi.getPage(types[object], recordsPerBatch, after, properties);
      records.push(...page.results);
      after = page.paging?.next?.after;
    } while (after !== undefined);
    ids[object].clear();
    for (const { id, properties: values } of records) ids[object].set(values[fieldsOf[object][0].property] ?? id, id);
    return records;
  }

  /** Associations of two objects with all their types, as HubSpot shows them from the first one. */
  async function associated(from: ObjectName, to: ObjectName) {
    const keys = { from: keysById(ids[from]), to: keysById(ids[to]) };
    const found: { readonly pair: string; readonly typeIds: ReadonlySet<number> }[] = [];
    for (const batch of inBatches([...ids[from].values()], pairsPerBatch)) {
      const inputs = batch.map((id) => ({ id }));
      const { results } = await v4.batchApi.getPage(types[from], types[to], { inputs });
      for (const { _from, to: targets } of results) {
        for (const { toObjectId, associationTypes } of targets) {
          const pair = pairOf(keys.from.get(String(_from.id)) ?? '?', keys.to.get(String(toObjectId)) ?? '?');
          found.push({ pair, typeIds: new Set(associationTypes.map(({ typeId }) => typeId)) });
        }
      }
    }
    return found;
  }

  const relationOf = (wanted: RelationName): { readonly relation: Relation; readonly spec: AssociationSpec } => {
    const relation = relations.find(({ name }) => name === wanted);
    const spec = specs.get(wanted);
    if (!relation || !spec) throw new Error(`there is no relation ${wanted}`);
    return { relation, spec };
  };
  const inputsOf = ({ from, to }: Relation, pairs: readonly Pair[]) =>
    pairs.map(([source, target]) => ({ _from: { id: idOf(ids[from], source) }, to: { id: idOf(ids[to], target) } }));

  return {
    async createAll(object, records) {
      for (const batch of inBatches(records, recordsPerBatch)) {
        // Answers come in an order of their own; the trace id tells which is which.
        const inputs = batch.map(([key, values]) => ({
          properties: withoutBlanks(toProperties(fieldsOf[object], values)),
          objectWriteTraceId: key,
          associations: [],
        }));
        const { results } = await client.crm.objects.batchApi.create(types[object], { inputs });
        for (const { objectWriteTraceId, id } of results) ids[object].set(objectWriteTraceId ?? '', id);
      }
    },
    create(object, key, values) {
      return this.createAll(object, [[key, values]]);
    },
    async read() {
      const records = {
        members: byKey(await all('members'), fieldsOf.members),
        committees: byKey(await all('committees'), fieldsOf.committees),
        offices: byKey(await all('offices'), fieldsOf.offices),
      };
      const found = new Map(
        await Promise.all(
          [...new Map(relations.map(({ from, to }) => [`${from} ${to}`, { from, to }]))].map(
            async ([ends, { from, to }]) => [ends, await associated(from, to)] as const,
          ),
        ),
      );
      return {
        records,
        pairs: pairsByRelation(({ name, from, to }) => {
          const { spec } = relationOf(name);
          const bearers = (found.get(`${from} ${to}`) ?? []).filter(({ typeIds }) =>
            typeIds.has(spec.associationTypeId),
          );
          return bearers.map(({ pair }) => pair);
        }),
      };
    },
    async set(object, key, values) {
      const properties = toProperties(fieldsOf[object], values);
      await client.crm.objects.basicApi.update(types[object], idOf(ids[object], key), { properties });
    },
    async remove(object, key) {
      await client.crm.objects.basicApi.archive(types[object], idOf(ids[object], key));
    },
    associate,
    async join(name, pairs) {
      const { relation } = relationOf(name);
      if (relation.cardinality === 'one') await this.leave(name, await heldBy(name, pairs));
      await associate(name, pairs);
    },
    async leave(name, pairs) {
      const { relation, spec } = relationOf(name);
      const inputs = inputsOf(relation, pairs);
      if (inputs.length === 0) return;
      if (spec.associationCategory === Category.UserDefined || name === 'Parent') {
        const labelled = inputs.map((input) => ({ ...input, types: [spec] }));
        await v4.batchApi.archiveLabels(types[relation.from], types[relation.to], { inputs: labelled });
        return;
      }
      const whole = inputs.map(({ _from, to }) => ({ _from, to: [to] }));
      await v4.batchApi.archive(types[relation.from], types[relation.to], { inputs: whole });
    },
  };

  /** What the sources of these pairs hold at the moment. */
  async function heldBy(name: RelationName, pairs: readonly Pair[]): Promise<readonly Pair[]> {
    const { relation, spec } = relationOf(name);
    const sources = new Set(pairs.map(([source]) => source));
    return (await associated(relation.from, relation.to))
      .filter(({ typeIds }) => typeIds.has(spec.associationTypeId))
      .map(({ pair }) => splitPair(pair))
      .filter(([source]) => sources.has(source));
  }

  async function associate(name: RelationName, pairs: readonly Pair[]): Promise<void> {
    const { relation, spec } = relationOf(name);
    for (const batch of inBatches(inputsOf(relation, pairs), pairsPerBatch)) {
      const inputs = batch.map((input) => ({ ...input, types: [spec] }));
      await v4.batchApi.create(types[relation.from], types[relation.to], { inputs });
    }
  }
}

const keysById = (ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...ids].map(([key, id]) => [id, key]));

function byKey(
  records: readonly { readonly properties: Readonly<Record<string, string | null>> }[],
  fields: readonly [MappedField, ...MappedField[]],
): Map<string, Values> {
  return new Map(
    records.map(({ properties }) => [
      properties[fields[0].property] ?? '',
      Object.fromEntries(fields.map(({ property, column }) => [column, properties[property] || null])),
    ]),
  );
}

/** An empty text clears a property. */
function toProperties(fields: readonly MappedField[], values: Values): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ property, column }) => (column in values ? [[property, values[column] ?? '']] : [])),
  );
}

function withoutBlanks(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
}
