import { describe, expect, it } from 'vitest';
import { choice, number, refusalOf, startKintone, startTime, text, valuesOf } from './kintone-world.ts';

const field = (
  type: 'DATE' | 'TIME' | 'DATETIME' | 'LINK' | 'MULTI_LINE_TEXT' | 'RICH_TEXT' | 'USER_SELECT' | 'FILE',
  code: string,
) => ({
  [code]: { type, code },
});

const everyType = {
  ...text('Text'),
  ...field('MULTI_LINE_TEXT', 'Lines'),
  ...field('RICH_TEXT', 'Rich'),
  ...field('LINK', 'Link'),
  ...number('Number'),
  ...choice('CHECK_BOX', 'Checks', 'A', 'B', 'C'),
  ...choice('MULTI_SELECT', 'Several', 'A', 'B'),
  ...choice('RADIO_BUTTON', 'Radio', 'A', 'B'),
  ...choice('DROP_DOWN', 'Choice', 'A', 'B'),
  ...field('DATE', 'Day'),
  ...field('TIME', 'Clock'),
  ...field('DATETIME', 'Moment'),
  ...field('USER_SELECT', 'People'),
  ...field('FILE', 'Files'),
  Total: { type: 'CALC' as const, code: 'Total', expression: 'Number * 2 + SUM(Cost) / 3' },
  Rows: { type: 'SUBTABLE' as const, code: 'Rows', fields: { ...text('Item'), ...number('Cost') } },
};

describe('records of the sandbox, through the vendor’s client', () => {
  it('show every type in its own shape, empty and filled', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('All', everyType);
    const { id, revision } = await client.record.addRecord({ app });
    expect({ id, revision }).toEqual({ id: '1', revision: '1' });
    expect((await client.record.getRecord({ app, id })).record).toEqual({
      $id: { type: '__ID__', value: '1' },
      $revision: { type: '__REVISION__', value: '1' },
      Record_number: { type: 'RECORD_NUMBER', value: '1' },
      Created_by: { type: 'CREATOR', value: { code: 'ann@example.com', name: 'ann@example.com' } },
      Created_datetime: { type: 'CREATED_TIME', value: '2026-02-03T04:05:00Z' },
      Updated_by: { type: 'MODIFIER', value: { code: 'ann@example.com', name: 'ann@example.com' } },
      Updated_datetime: { type: 'UPDATED_TIME', value: '2026-02-03T04:05:00Z' },
      Text: { type: 'SINGLE_LINE_TEXT', value: '' },
      Lines: { type: 'MULTI_LINE_TEXT', value: '' },
      Rich: { type: 'RICH_TEXT', value: '' },
      Link: { type: 'LINK', value: '' },
      Number: { type: 'NUMBER', value: '' },
      Checks: { type: 'CHECK_BOX', value: [] },
      Several: { type: 'MULTI_SELECT', value: [] },
      Radio: { type: 'RADIO_BUTTON', value: null },
      Choice: { type: 'DROP_DOWN', value: null },
      Day: { type: 'DATE', value: null },
      Clock: { type: 'TIME', value: null },
      Moment: { type: 'DATETIME', value: '' },
      People: { type: 'USER_SELECT', value: [] },
      Files: { type: 'FILE', value: [] },
      Total: { type: 'CALC', value: '0' },
      Rows: { type: 'SUBTABLE', value: [] },
    });
    const { fileKey } = await client.file.uploadFile({ file: { name: 'note.txt', data: Buffer.from('hello') } });
    await client.record.updateRecord({
      app,
      id,
      record: {
        Text: { value: 'a' },
        Number: { value: ' 1.50e1 ' },
        Checks: { value: ['C', 'A'] },
        Radio: { value: 'B' },
        Choice: { value: 'A' },
        Day: { value: '2026-1-5' },
        Clock: { value: '9:05' },
        Moment: { value: '2026-01-05T10:20:59+09:00' },
        People: { value: [{ code: 'rita.rep@example.com' }] },
        Files: { value: [{ fileKey }] },
        Rows: {
          value: [{ value: { Item: { value: 'Pen' }, Cost: { value: 10 } } }, { value: { Cost: { value: 'abc' } } }],
        },
        Unknown: { value: 'ignored' },
        Updated_datetime: { value: '2000-01-01T00:00:00Z' },
      },
    });
    const { record } = await client.record.getRecord({ app, id });
    expect(record).toMatchObject({
      $revision: { value: '2' },
      Updated_datetime: { value: '2026-02-03T04:05:00Z' },
      Number: { value: '15.0' },
      Checks: { value: ['A', 'C'] },
      Radio: { value: 'B' },
      Day: { value: '2026-01-05' },
      Clock: { value: '09:05' },
      Moment: { value: '2026-01-05T01:20:00Z' },
      People: { value: [{ code: 'rita.rep@example.com', name: 'Rita Rep' }] },
      Files: { value: [{ name: 'note.txt', contentType: 'text/plain', size: '5' }] },
      Total: { value: '33.3333' },
      Rows: {
        value: [
          { value: { Item: { type: 'SINGLE_LINE_TEXT', value: 'Pen' }, Cost: { type: 'NUMBER', value: '10' } } },
          { value: { Item: { value: '' }, Cost: { value: '' } } },
        ],
      },
    });
    const [file] = record.Files?.type === 'FILE' ? record.Files.value : [];
    const content = await client.file.downloadFile({ fileKey: file?.fileKey ?? '' });
    expect(Buffer.from(content).toString()).toBe('hello');
    expect(
      await refusalOf(client.record.addRecord({ app, record: { Files: { value: [{ fileKey: file?.fileKey }] } } })),
    ).toMatchObject({
      code: 'GAIA_BL01',
    });
  });

  it('change the rows of a table by their ids', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Orders', everyType);
    const row = (item: string, id?: string) => ({
      ...(id === undefined ? {} : { id }),
      value: { Item: { value: item } },
    });
    const { id } = await client.record.addRecord({ app, record: { Rows: { value: [row('a'), row('b')] } } });
    const rows = async () => {
      const { Rows } = (await client.record.getRecord({ app, id })).record;
      return Rows?.type === 'SUBTABLE' ? Rows.value.map((one) => [one.id, one.value.Item?.value]) : [];
    };
    const [first] = await rows();
    const firstId = String(first?.[0]);
    await client.record.updateRecord({ app, id, record: { Text: { value: 'x' } } });
    expect((await rows()).map(([, item]) => item)).toEqual(['a', 'b']);
    await client.record.updateRecord({ app, id, record: { Rows: { value: [row('c'), row('A', firstId)] } } });
    expect((await rows()).map(([, item]) => item)).toEqual(['c', 'A']);
    expect((await rows())[1]).toEqual([firstId, 'A']);
    await client.record.updateRecord({ app, id, record: { Rows: { value: [] } } });
    expect(await rows()).toEqual([]);
  });

  it('refuse a revision that is not the latest, and raise it with each edit', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    const { id } = await client.record.addRecord({ app, record: { Name: { value: 'Ann' } } });
    const record = { Name: { value: 'Ann' } };
    expect(await client.record.updateRecord({ app, id, record, revision: 1 })).toEqual({ revision: '2' });
    expect(await client.record.updateRecord({ app, id, record, revision: -1 })).toEqual({ revision: '3' });
    expect(await refusalOf(client.record.updateRecord({ app, id, record, revision: 2 }))).toMatchObject({
      status: 409,
      code: 'GAIA_CO02',
      name: 'KintoneRestAPIError',
    });
    const other = await client.record.addRecord({ app });
    const stale = client.record.deleteRecords({ app, ids: [other.id, id], revisions: [1, 1] });
    expect(await refusalOf(stale)).toMatchObject({ code: 'GAIA_CO02' });
    await client.record.deleteRecords({ app, ids: [id], revisions: [3] });
    expect(await refusalOf(client.record.getRecord({ app, id }))).toMatchObject({
      status: 404,
      code: 'GAIA_RE01',
      message: expect.stringContaining(`The specified record (ID: ${id}) is not found.`),
    });
    expect(valuesOf((await client.record.getRecords({ app })).records, '$id')).toEqual([other.id]);
  });

  it('report every broken rule of a request by its place, and write nothing of it', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', {
      ...text('Email', { required: true, unique: true, maxLength: '20' }),
      ...number('Age', { minValue: '0', maxValue: '150' }),
      ...choice('DROP_DOWN', 'Size', 'S', 'M'),
      ...choice('CHECK_BOX', 'Tags', 'x', 'y'),
      Rows: { type: 'SUBTABLE', code: 'Rows', fields: { ...text('Item', { required: true }) } },
    });
    const single = await client.record.addRecord({ app, record: { Email: { value: 'ann@example.com' } } });
    const broken = await refusalOf(
      client.record.addRecord({
        app,
        record: {
          Age: { value: 'old' },
          Size: { value: 'XL' },
          Tags: { value: ['x', 'z'] },
          Rows: { value: [{ value: {} }] },
        },
      }),
    );
    expect(broken).toMatchObject({ status: 400, code: 'CB_VA01' });
    expect(broken.message).toContain('Missing or invalid input.');
    expect(broken.errors).toEqual({
      'record.Email.value': { messages: ['Required.'] },
      'record[Age].value': { messages: ['Only numbers are allowed.'] },
      'record.Size.value': { messages: ['The value, "XL", is not in options.'] },
      'record.Tags.values[1].value': { messages: ['The value, "z", is not in options.'] },
      'record.Rows.value[0].value.Item.value': { messages: ['Required.'] },
    });
    const batch = await refusalOf(
      client.record.addRecords({
        app,
        records: [
          { Email: { value: 'new@example.com' } },
          { Email: { value: 'new@example.com' } },
          { Email: { value: 'ann@example.com' } },
          { Email: { value: 'a-much-too-long-address@example.com' }, Age: { value: 151 } },
        ],
      }),
    );
    expect(batch.errors).toEqual({
      'records[1].Email.value': { messages: ['This value already exists in another record.'] },
      'records[2].Email.value': { messages: ['This value already exists in another record.'] },
      'records[3].Email.value': { messages: ['Enter less than 21 characters.'] },
      'records[3].Age.value': { messages: ['The value must be 150 or less.'] },
    });
    expect((await client.record.getRecords({ app })).records).toHaveLength(1);
    // The refused ones hold no value back.
    const next = await client.record.addRecord({ app, record: { Email: { value: 'new@example.com' } } });
    expect(
      await refusalOf(client.record.addRecord({ app, record: { Email: { value: 'ann@example.com' } } })),
    ).toMatchObject({
      code: 'CB_VA01',
    });
    await client.record.updateRecords({
      app,
      records: [
        { id: single.id, record: { Email: { value: 'b@example.com' } } },
        { id: next.id, record: { Email: { value: 'ann@example.com' } } },
      ],
    });
    expect(valuesOf((await client.record.getRecords({ app, query: 'order by $id asc' })).records, 'Email')).toEqual([
      'b@example.com',
      'ann@example.com',
    ]);
  });

  it('check the whole record when a field is required later on', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', { ...text('Name'), ...text('Title') });
    const { id } = await client.record.addRecord({ app, record: { Title: { value: 'Dr' } } });
    await client.app.updateFormFields({ app, properties: { Name: { type: 'SINGLE_LINE_TEXT', required: true } } });
    await client.app.deployApp({ apps: [{ app }] });
    const refused = await refusalOf(client.record.updateRecord({ app, id, record: { Title: { value: 'Prof' } } }));
    expect(refused.errors).toEqual({ 'record.Name.value': { messages: ['Required.'] } });
  });

  it('are found by an update key, and added where an upsert finds none', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', {
      ...text('Key', { unique: true }),
      ...text('Name'),
      ...number('No', { unique: true }),
    });
    const key = (value: string) => ({ field: 'Key', value });
    await client.record.addRecord({ app, record: { Key: { value: 'k1' }, No: { value: '7.0' } } });
    const name = (value: string) => ({ Name: { value } });
    const upserted = await client.record.updateRecords({
      app,
      upsert: true,
      records: [
        { updateKey: key('k1'), record: name('Ann') },
        { updateKey: key('k2'), record: name('Bob') },
        { id: 99, record: name('Cid') },
        { updateKey: { field: 'No', value: '7' }, record: { Name: { value: 'Ann again' } } },
      ],
    });
    expect(upserted.records).toEqual([
      { id: '1', revision: '2', operation: 'UPDATE' },
      { id: '2', revision: '1', operation: 'INSERT' },
      { id: '3', revision: '1', operation: 'INSERT' },
      { id: '1', revision: '3', operation: 'UPDATE' },
    ]);
    expect(valuesOf((await client.record.getRecords({ app, query: 'Key in ("k2")' })).records, 'Name')).toEqual([
      'Bob',
    ]);
    expect(await client.record.upsertRecord({ app, updateKey: key('k3'), record: name('Dan') })).toEqual({
      id: '4',
      revision: '1',
    });
    const codeOf = async (records: Parameters<typeof client.record.updateRecords>[0]['records']) =>
      (await refusalOf(client.record.updateRecords({ app, records }))).code;
    expect(await codeOf([{ updateKey: key('k1'), record: name('X') }, { updateKey: key('none') }])).toBe('GAIA_RE20');
    expect(await codeOf([{ id: 99, record: name('X') }])).toBe('GAIA_RE01');
    expect(await codeOf([{ updateKey: { field: 'Name', value: 'Ann' } }])).toBe('CB_VA01');
    expect(await codeOf([{ updateKey: key('k1'), record: { Key: { value: 'k9' } } }])).toBe('CB_VA01');
    const { Name } = (await client.record.getRecord({ app, id: 1 })).record;
    expect(Name?.value).toBe('Ann again');
  });

  it('keep to the limits of reads and writes', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    const many = (count: number) => Array.from({ length: count }, () => ({}));
    expect((await client.record.addRecords({ app, records: many(100) })).ids).toHaveLength(100);
    expect(await client.record.addRecords({ app, records: [] })).toMatchObject({ ids: [], revisions: [] });
    expect((await refusalOf(client.record.addRecords({ app, records: many(101) }))).errors).toEqual({
      records: { messages: ['A maximum of 100 records can be added at one time.'] },
    });
    const ids = Array.from({ length: 101 }, (_, index) => index + 1);
    expect(await refusalOf(client.record.deleteRecords({ app, ids }))).toMatchObject({ code: 'CB_VA01' });
    expect(await refusalOf(client.record.getRecords({ app, query: 'limit 501' }))).toMatchObject({ code: 'GAIA_QU01' });
    expect(await refusalOf(client.record.getRecords({ app, query: 'offset 10001' }))).toMatchObject({
      code: 'GAIA_QU02',
    });
    await client.record.addRecord({ app });
    expect((await client.record.getRecords({ app })).records).toHaveLength(100);
    const counted = await client.record.getRecords({ app, query: 'limit 500', totalCount: true, fields: ['$id'] });
    expect(counted.totalCount).toBe('101');
    expect(counted.records[0]).toEqual({ $id: { type: '__ID__', value: '101' } });
    expect((await client.record.getRecords({ app })).totalCount).toBeNull();
  });

  it('take the time and the user of their making from whoever adds them', async () => {
    const { client, createApp, clock, clientWith } = await startKintone();
    const app = await createApp('People', text('Name'));
    const { id } = await client.record.addRecord({
      app,
      record: {
        Created_datetime: { value: '2020-01-01T00:00:30Z' },
        Created_by: { value: { code: 'sam.sales@example.com' } },
      },
    });
    clock.time = startTime + 60_000;
    await clientWith({ auth: { apiToken: 'token' } }).record.updateRecord({ app, id });
    expect((await client.record.getRecord({ app, id })).record).toMatchObject({
      Created_datetime: { value: '2020-01-01T00:00:00Z' },
      Created_by: { value: { code: 'sam.sales@example.com' } },
      Updated_datetime: { value: '2026-02-03T04:06:00Z' },
      Updated_by: { value: { code: 'Administrator' } },
    });
  });

  it('holds ten thousand records and reads them all', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', { ...text('Key', { unique: true }), ...number('No') });
    const records = Array.from({ length: 10_500 }, (_, index) => ({
      Key: { value: `k${index}` },
      No: { value: index },
    }));
    const added = await client.record.addAllRecords({ app, records });
    expect(added.records).toHaveLength(10_500);
    const all = await client.record.getAllRecordsWithId({ app, fields: ['No'], condition: 'No >= 500' });
    expect(all).toHaveLength(10_000);
    expect(new Set(valuesOf(all, 'No')).size).toBe(10_000);
    const byCursor = await client.record.getAllRecordsWithCursor({
      app,
      query: 'No < 1200 order by No desc',
      fields: ['Key'],
    });
    expect(valuesOf(byCursor, 'Key')[0]).toBe('k1199');
    expect(byCursor).toHaveLength(1_200);
    expect((await client.record.getRecords({ app, query: 'Key = "k7777"' })).records).toHaveLength(1);
  });
});

describe('what Kintone makes of values', () => {
  it('rounds numbers to 16 digits and 4 places, half to even, and says so in the settings of the app', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Numbers', number('Number'));
    const { numberPrecision } = await client.app.getAppSettings({ app });
    expect(numberPrecision).toEqual({ digits: '16', decimalPlaces: '4', roundingMode: 'HALF_EVEN' });
    const sent = ['1234.56789', '0.00005', '0.00015', '-2.00005', '12345678901234.5678', '12345678901234567', '7'];
    await client.record.addRecords({ app, records: sent.map((value) => ({ Number: { value } })) });
    const { records } = await client.record.getRecords({ app, query: 'order by $id asc' });
    expect(records.map((record) => record.Number?.value)).toEqual([
      '1234.5679',
      '0.0000',
      '0.0002',
      '-2.0000',
      '12345678901234.57',
      '12345678901234570',
      '7',
    ]);
  });

  it.each([
    ['UP', '1.01', '-1.01'],
    ['DOWN', '1.00', '-1.00'],
  ] as const)('rounds by the mode of the app: %s', async (roundingMode, up, down) => {
    const world = await startKintone();
    const app = await world.createApp('Numbers', number('Number'));
    const numberPrecision = { digits: 10, decimalPlaces: 2, roundingMode };
    await world.client.app.updateAppSettings({ app, numberPrecision });
    await world.client.app.deployApp({ apps: [{ app }] });
    await world.client.app.getDeployStatus({ apps: [app] });
    await world.client.record.addRecords({
      app,
      records: [{ Number: { value: '1.001' } }, { Number: { value: '-1.001' } }],
    });
    const { records } = await world.client.record.getRecords({ app, query: 'order by $id asc' });
    expect(records.map((record) => record.Number?.value)).toEqual([up, down]);
  });

  it('tidies rich text, once', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Rich', field('RICH_TEXT', 'Rich'));
    const sent = "<P onclick='x()'>a<BR>b</P><script>evil('<b>')</script><a HREF='https://x.example'>link</a> 1 < 2";
    const { id } = await client.record.addRecord({ app, record: { Rich: { value: sent } } });
    const held = async () => (await client.record.getRecord({ app, id })).record.Rich?.value;
    const tidy = '<p>a<br />b</p><a href="https://x.example">link</a> 1 < 2';
    expect(await held()).toBe(tidy);
    await client.record.updateRecord({ app, id, record: { Rich: { value: tidy } } });
    expect(await held()).toBe(tidy);
  });

  it('takes an empty text whatever its least length', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Texts', { Code: { type: 'SINGLE_LINE_TEXT', code: 'Code', minLength: '3' } });
    const { id } = await client.record.addRecord({ app, record: { Code: { value: '' } } });
    expect((await client.record.getRecord({ app, id })).record.Code?.value).toBe('');
    expect(await refusalOf(client.record.addRecord({ app, record: { Code: { value: 'ab' } } }))).toMatchObject({
      errors: { 'record.Code.value': { messages: ['Enter more than 2 characters.'] } },
    });
  });

  it('takes a radio button that is empty in a new record', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Radios', {
      Radio: {
        type: 'RADIO_BUTTON',
        code: 'Radio',
        defaultValue: 'A',
        options: { A: { label: 'A', index: '0' }, B: { label: 'B', index: '1' } },
      },
    });
    const { ids } = await client.record.addRecords({ app, records: [{}, { Radio: { value: '' } }] });
    const values = await Promise.all(ids.map((id) => client.record.getRecord({ app, id })));
    expect(values.map(({ record }) => record.Radio?.value)).toEqual(['A', null]);
  });

  it('names both faults of a deletion without ids', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Texts', text('Text'));
    expect(await refusalOf(client.record.deleteRecords({ app, ids: [] }))).toMatchObject({
      errors: { ids: { messages: ['Between 1 and 100 records can be deleted at one time.', 'Required field.'] } },
    });
  });

  it('counts a text area of blanks and line breaks as empty', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Areas', field('MULTI_LINE_TEXT', 'Area'));
    await client.record.addRecords({ app, records: ['', ' \n ', 'a'].map((value) => ({ Area: { value } })) });
    const found = async (query: string) =>
      (await client.record.getRecords({ app, query })).records.map((record) => record.$id?.value);
    expect(await found('Area is empty order by $id asc')).toEqual(['1', '2']);
    expect(await found('Area is not empty')).toEqual(['3']);
  });
});
