import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/index.ts';
import { choice, number, refusalOf, startKintone, startTime, text, valuesOf } from './kintone-world.ts';

describe('queries of the sandbox, through the vendor’s client', () => {
  let find: (query: string) => Promise<string>;
  let client: KintoneRestAPIClient;
  const app = '1';

  beforeAll(async () => {
    const sandbox = await startSandbox({ now: () => startTime, kintone: { deployMs: 0 } });
    client = new KintoneRestAPIClient({
      baseUrl: sandbox.kintone.baseUrl,
      auth: { username: 'sam.sales@example.com', password: 'x' },
    });
    await client.app.addApp({ name: 'People' });
    await client.app.addFormFields({
      app,
      properties: {
        ...text('Name'),
        ...number('Age'),
        Notes: { type: 'MULTI_LINE_TEXT', code: 'Notes' },
        ...choice('DROP_DOWN', 'Size', 'S', 'M', 'L'),
        ...choice('CHECK_BOX', 'Tags', 'x', 'y', 'z'),
        Day: { type: 'DATE', code: 'Day' },
        Moment: { type: 'DATETIME', code: 'Moment' },
        Owner: { type: 'USER_SELECT', code: 'Owner' },
        Rows: { type: 'SUBTABLE', code: 'Rows', fields: { ...text('Item'), ...number('Cost') } },
      },
    });
    await client.app.deployApp({ apps: [{ app }] });
    const row = (item: string, cost: number) => ({ value: { Item: { value: item }, Cost: { value: cost } } });
    const values = (record: object) =>
      Object.fromEntries(Object.entries(record).map(([code, value]) => [code, { value }]));
    await client.record.addRecords({
      app,
      records: [
        values({
          Name: 'Ann',
          Age: 30,
          Size: 'S',
          Tags: ['x'],
          Day: '2026-02-03',
          Moment: '2026-02-03T23:59:00Z',
          Notes: 'Likes tea',
        }),
        values({
          Name: 'Bob "B"\\',
          Age: '9',
          Size: 'M',
          Tags: ['x', 'y'],
          Day: '2026-02-02',
          Rows: [row('pen', 1), row('ink', 5)],
        }),
        values({ Name: 'ann', Age: -5.5, Owner: [{ code: 'sam.sales@example.com' }], Moment: '2026-02-04T00:00:00Z' }),
        values({ Name: '', Day: '2025-12-31', Rows: [row('pen', 5)] }),
      ],
    });
    find = async (query) =>
      valuesOf((await client.record.getRecords({ app, query: `${query}` })).records, '$id').join(' ');
    return () => sandbox.close();
  });

  it.each([
    ['', '4 3 2 1'],
    ['order by $id asc', '1 2 3 4'],
    ['Name = "Ann"', '1'],
    ['Name != "Ann" order by $id asc', '2 3 4'],
    ['Name = "Bob \\"B\\"\\\\"', '2'],
    ['Name in ("Ann", "ann") order by $id asc', '1 3'],
    ['Name not in ("Ann", "")', '3 2'],
    ['Name like "NN"', '3 1'],
    ['Name not like "ann"', '4 2'],
    ['Name = ""', '4'],
    ['Age > 9', '1'],
    ['Age >= 9', '2 1'],
    ['Age < 9', '3'],
    ['Age <= "9.0"', '3 2'],
    ['Age = -5.50', '3'],
    ['Age = ""', '4'],
    ['Size in ("S", "L")', '1'],
    ['Size in ("")', '4 3'],
    ['Size not in ("")', '2 1'],
    ['Tags in ("y", "z")', '2'],
    ['Tags not in ("y")', '4 3 1'],
    ['Notes is empty', '4 3 2'],
    ['Notes is not empty and Notes like "tea"', '1'],
    ['Owner in (LOGINUSER())', '3'],
    ['Created_by in ("sam.sales@example.com") and Age > 9', '1'],
    ['Day = TODAY()', '1'],
    ['Day < TODAY() order by Day asc', '4 2'],
    ['Day = FROM_TODAY(-1, DAYS)', '2'],
    ['Day = THIS_MONTH()', '2 1'],
    ['Day >= LAST_YEAR() and Day < THIS_YEAR()', '4'],
    ['Moment = TODAY()', '1'],
    ['Moment > TODAY()', '3'],
    ['Moment >= "2026-02-04T09:00:00+09:00"', '3'],
    ['Moment <= NOW()', ''],
    ['Updated_datetime >= "2026-02-03T04:05:00Z"', '4 3 2 1'],
    ['Updated_datetime > "2026-02-03T04:05:00Z"', ''],
    ['Item in ("pen")', '4 2'],
    ['Item in ("pen") and Cost > 3', '4'],
    ['Item not in ("ink")', '4'],
    ['$id > 1 and $id <= 3', '3 2'],
    ['Age > 0 or Name = "" and Age = ""', '4 2 1'],
    ['(Age > 0 or Name = "") and (Size in ("S"))', '1'],
    ['order by Age asc', '4 3 2 1'],
    ['order by Size desc, Name asc', '1 2 4 3'],
    ['order by $id asc limit 2 offset 1', '2 3'],
    ['Record_number\t=\n"2"\u3000order by Updated_datetime asc, $id asc limit 500', '2'],
  ])('%s → %s', async (query, ids) => {
    expect(await find(query)).toBe(ids);
  });

  it.each([
    ['Name = Ann', 'CB_VA01'],
    ['Name = "a\nb"', 'CB_VA01'],
    ['Name = "open', 'CB_VA01'],
    ['(Name = "a"', 'CB_VA01'],
    ['limit 5 order by $id asc', 'CB_VA01'],
    ['limit -1', 'CB_VA01'],
    ['Nope = "a"', 'GAIA_IQ11'],
    ['Rows.Item = "a"', 'GAIA_IR02'],
    ['Name > "a"', 'GAIA_IQ03'],
    ['Size = "S"', 'GAIA_IQ03'],
    ['Size in ("XXL")', 'GAIA_IQ10'],
    ['Item = "pen"', 'GAIA_IQ07'],
    ['Name = TODAY()', 'GAIA_IQ23'],
    ['Day = FROM_TODAY(x, DAYS)', 'GAIA_IQ25'],
  ])('refuses %s with %s', async (query, code) => {
    const refused = await refusalOf(client.record.getRecords({ app, query }));
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.errors?.query !== undefined).toBe(code === 'CB_VA01');
  });

  it('come as a POST where they are too long for a URL', async () => {
    const query = `Name in (${Array.from({ length: 800 }, (_, index) => `"name ${index}"`).join(', ')}, "Ann")`;
    expect(await find(query)).toBe('1');
    expect((await client.record.getRecords({ app, query, totalCount: true })).totalCount).toBe('1');
  });
});

describe('cursors of the sandbox, through the vendor’s client', () => {
  it('hold their records, show them as they are, and end after the last page', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    await client.record.addRecords({
      app,
      records: Array.from({ length: 5 }, (_, index) => ({ Name: { value: `n${index}` } })),
    });
    const { id, totalCount } = await client.record.createCursor({
      app,
      query: 'order by Name desc',
      size: 2,
      fields: ['Name'],
    });
    expect(totalCount).toBe('5');
    const first = await client.record.getRecordsByCursor({ id });
    expect([valuesOf(first.records, 'Name'), first.next]).toEqual([['n4', 'n3'], true]);
    await client.record.deleteRecords({ app, ids: [2] });
    await client.record.updateRecord({ app, id: 3, record: { Name: { value: 'changed' } } });
    await client.record.addRecord({ app });
    const second = await client.record.getRecordsByCursor({ id });
    expect([valuesOf(second.records, 'Name'), second.next]).toEqual([['changed'], true]);
    expect((await client.record.getRecordsByCursor({ id })).next).toBe(false);
    expect(await refusalOf(client.record.getRecordsByCursor({ id }))).toMatchObject({ status: 404, code: 'GAIA_CN01' });
    expect(await refusalOf(client.record.createCursor({ app, query: 'limit 5' }))).toMatchObject({ code: 'CB_VA01' });
  });

  it('are ten for a domain, and gone after ten idle minutes', async () => {
    const { client, createApp, clock } = await startKintone();
    const app = await createApp('People', text('Name'));
    const ids: string[] = [];
    for (let count = 0; count < 10; count += 1) ids.push((await client.record.createCursor({ app })).id);
    expect(await refusalOf(client.record.createCursor({ app }))).toMatchObject({ status: 429, code: 'GAIA_TM12' });
    await client.record.deleteCursor({ id: ids[0] ?? '' });
    await client.record.createCursor({ app });
    clock.time += 600_000;
    expect(await refusalOf(client.record.getRecordsByCursor({ id: ids[1] ?? '' }))).toMatchObject({
      code: 'GAIA_CN01',
    });
    await client.record.createCursor({ app });
  });
});
