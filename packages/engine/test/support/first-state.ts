import { readFileSync } from 'node:fs';
import { RecordError } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import { z } from 'zod';
import type { Store } from '../../src/index.ts';
import { base, crm } from './crm-and-base.ts';
import { find, type TwoApps, twoApps } from './two-apps.ts';
import { worldSyncs } from './world.ts';

/** A state that the first release made, as SQL of either database, and what its apps held and had linked at that time. */
export const fixture = (name: 'sqlite.sql' | 'postgres.sql' | 'apps.json'): URL =>
  new URL(`../fixtures/first-state/${name}`, import.meta.url);

const recordSchema = z.object({
  object: z.string(),
  id: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.null()])),
});
const appSchema = z.object({
  records: z.array(recordSchema),
  /** Object, record, field, target. */
  edges: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])),
});
const appsSchema = z.object({
  left: appSchema,
  right: appSchema,
  /** Left and right record of every link. */
  links: z.array(z.tuple([z.string(), z.string()])),
});

export type KeptApps = z.infer<typeof appsSchema>;

export const readKeptApps = (): KeptApps => appsSchema.parse(JSON.parse(readFileSync(fixture('apps.json'), 'utf8')));

const objects = { left: ['companies', 'contacts'], right: ['tblA', 'tblP'] } as const;
/** The others are the same edges from their other end. Sets before their marks. */
const edgeFields = {
  left: [
    ['companies', 'parent'],
    ['contacts', 'companies'],
    ['contacts', 'primary'],
  ],
  right: [
    ['tblA', 'fldParent'],
    ['tblP', 'fldAccounts'],
    ['tblP', 'fldAccount'],
  ],
} as const;

const feed = { deletions: 'feed' } as const;

const emptyApps = (): Promise<TwoApps> =>
  twoApps({
    left: { ...crm, capabilities: feed },
    right: { ...base, capabilities: { ...base.capabilities, ...feed } },
    syncs: worldSyncs,
  });

/** Records, associations, a value that both have changed, a deletion, a refused write, and keys that two records bear. */
export async function liveFirstState(store: Store): Promise<KeptApps> {
  const apps = await emptyApps();
  const sync = (): Promise<unknown> => apps.sync({ store });
  const [a = '', b = '', c = ''] = ['A', 'B', 'C'].map((name) =>
    apps.left.create('companies', { name, domain: `${name.toLowerCase()}.example` }),
  );
  apps.left.associate('companies', a, 'parent', b);
  const contacts = [1, 2, 3, 4].map((number) =>
    apps.left.create('contacts', { email: `${number}@x.example`, name: 'N' }, { companies: [a, c], primary: [c] }),
  );
  await sync();
  const person = (email: string): string => find(apps.right, 'tblP', 'fldEmail', email).id;
  apps.left.update('contacts', contacts[0] ?? '', { title: 'Boss' });
  apps.right.update('tblP', person('1@x.example'), { fldTitle: 'Chief' });
  apps.left.archive('contacts', contacts[1] ?? '');
  apps.left.update('contacts', contacts[2] ?? '', { title: 'Refused' });
  const third = person('3@x.example');
  const refusal = new RecordError('A rule refuses it.', {
    code: 'rule',
    category: 'other',
    remedy: 'Change the rule.',
  });
  apps.right.reject('tblP', ({ id }) => id === third, refusal);
  for (const name of ['Twin', 'Other twin']) apps.left.create('contacts', { email: 'twin@x.example', name });
  await sync();
  await sync();
  const links = await linkedPairs(store);
  return { left: contentOf(apps.left, 'left'), right: contentOf(apps.right, 'right'), links: [...links] };
}

function contentOf(app: InMemoryApp, side: 'left' | 'right'): KeptApps['left'] {
  const records = objects[side].flatMap((object) =>
    app.readAll(object).map(({ id, fields }) => recordSchema.parse({ object, id, fields })),
  );
  const edges = edgeFields[side].flatMap(([object, field]) =>
    app.readEdges(object, field).map(([id, target]): KeptApps['left']['edges'][number] => [object, id, field, target]),
  );
  return { records, edges };
}

export const contentsOf = (apps: TwoApps): Pick<KeptApps, 'left' | 'right'> => ({
  left: contentOf(apps.left, 'left'),
  right: contentOf(apps.right, 'right'),
});

export async function linkedPairs({ database }: Store): Promise<readonly [string, string][]> {
  const rows = await database
    .selectFrom('links')
    .innerJoin('records as left_end', 'left_end.number', 'links.left_record')
    .innerJoin('records as right_end', 'right_end.number', 'links.right_record')
    .where('links.state', '=', 'linked')
    .select(['left_end.id as left', 'right_end.id as right'])
    .orderBy('left')
    .execute();
  return rows.map(({ left, right }) => [left, right]);
}

/** The apps as they were, a day later. Ids are numbered through, so what is no longer there is made and deleted. */
export async function appsOf(kept: KeptApps, store: Store): Promise<TwoApps> {
  const apps = await emptyApps();
  await apps.store.close();
  apps.store = store;
  apps.clock.advance(24 * 3_600_000);
  for (const side of ['left', 'right'] as const) {
    const app = apps[side];
    const known = new Map(kept[side].records.map((record) => [numberOf(record.id), record]));
    for (let number = 1; number <= Math.max(...known.keys()); number += 1) {
      const record = known.get(number);
      if (record) app.create(record.object, record.fields);
      else app.archive(objects[side][0], app.create(objects[side][0], {}));
    }
    for (const [object, id, field, target] of kept[side].edges) {
      const isThere = app.readEdges(object, field).some(([from, to]) => from === id && to === target);
      if (!isThere) app.associate(object, id, field, target);
    }
  }
  return apps;
}

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0]);
