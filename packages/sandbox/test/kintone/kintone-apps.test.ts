import { describe, expect, it } from 'vitest';
import { choice, number, refusalOf, startKintone, startTime, text, valuesOf } from './kintone-world.ts';

describe('apps of the sandbox, through the vendor’s client', () => {
  it('are made as a preview and seen once they are deployed', async () => {
    const { client, clock } = await startKintone({ deployMs: 2_000 }, { speed: 2 });
    const { app, revision } = await client.app.addApp({ name: 'Companies' });
    expect({ app, revision }).toEqual({ app: '1', revision: '2' });
    const added = await client.app.addFormFields({
      app,
      properties: { ...text('Name', { label: 'Company' }) },
      revision: 2,
    });
    expect(added.revision).toBe('3');
    expect(await refusalOf(client.app.getFormFields({ app }))).toMatchObject({ status: 404, code: 'GAIA_AP01' });
    expect(await refusalOf(client.record.addRecord({ app }))).toMatchObject({ status: 404, code: 'GAIA_AP01' });
    await client.app.deployApp({ apps: [{ app, revision: 3 }] });
    const status = async () => (await client.app.getDeployStatus({ apps: [app] })).apps;
    expect(await status()).toEqual([{ app: '1', status: 'PROCESSING' }]);
    clock.time = startTime + 1_000;
    expect(await status()).toEqual([{ app: '1', status: 'SUCCESS' }]);
    const { properties } = await client.app.getFormFields({ app });
    expect(properties.Name).toEqual({
      type: 'SINGLE_LINE_TEXT',
      code: 'Name',
      label: 'Company',
      noLabel: false,
      required: false,
      unique: false,
      defaultValue: '',
      minLength: '',
      maxLength: '',
      expression: '',
      hideExpression: false,
    });
    expect(Object.keys(properties)).toEqual([
      'Record_number',
      'Created_by',
      'Created_datetime',
      'Updated_by',
      'Updated_datetime',
      'Status',
      'Assignee',
      'Categories',
      'Name',
    ]);
    expect(await client.app.getApp({ id: app })).toMatchObject({
      appId: '1',
      name: 'Companies',
      spaceId: null,
      createdAt: '2026-02-03T04:05:00.000Z',
      creator: { code: 'ann@example.com', name: 'ann@example.com' },
    });
    const { apps } = await client.app.getApps({ name: 'compan', ids: [1, 2] });
    expect(apps.map(({ appId }) => appId)).toEqual(['1']);
  });

  it('change their fields: what was not sent stays, codes and options can be renamed', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Deals', {
      ...text('Name'),
      ...choice('DROP_DOWN', 'Stage', 'New', 'Won'),
      ...number('Amount'),
    });
    const { id } = await client.record.addRecord({ app, record: { Name: { value: 'Big' }, Stage: { value: 'Won' } } });
    await client.app.updateFormFields({
      app,
      properties: {
        Name: { code: 'Title' },
        Stage: {
          type: 'DROP_DOWN',
          options: { New: { label: 'New', index: '0' }, Won: { label: 'Closed won', index: '1' } },
        },
      },
    });
    await client.app.deleteFormFields({ app, fields: ['Amount'] });
    const before = await client.record.getRecord({ app, id });
    expect(before.record).toMatchObject({ Name: { value: 'Big' }, Stage: { value: 'Won' }, Amount: { value: '' } });
    await client.app.deployApp({ apps: [{ app }] });
    const { record } = await client.record.getRecord({ app, id });
    expect(record).toMatchObject({
      Title: { value: 'Big' },
      Stage: { value: 'Closed won' },
      $revision: { value: '1' },
    });
    expect(Object.keys(record)).not.toContain('Amount');
    expect(await refusalOf(client.app.addFormFields({ app, properties: text('Title') }))).toMatchObject({
      status: 400,
      code: 'CB_VA01',
      errors: { 'properties[Title].code': { messages: ['The field code "Title" is already used.'] } },
    });
    expect(await refusalOf(client.app.addFormFields({ app, properties: text('1st') }))).toMatchObject({
      code: 'CB_VA01',
    });
    expect(await refusalOf(client.app.updateFormFields({ app, properties: {}, revision: 2 }))).toMatchObject({
      status: 409,
      code: 'GAIA_CO02',
    });
  });

  it('fail to deploy where records break a new rule, and can be reverted', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    await client.record.addRecords({ app, records: [{ Name: { value: 'Ann' } }, { Name: { value: 'Ann' } }] });
    await client.app.updateFormFields({ app, properties: { Name: { type: 'SINGLE_LINE_TEXT', unique: true } } });
    await client.app.deployApp({ apps: [{ app }] });
    expect((await client.app.getDeployStatus({ apps: [app] })).apps[0]?.status).toBe('FAIL');
    const isUnique = async (preview: boolean) => (await client.app.getFormFields({ app, preview })).properties.Name;
    expect(await isUnique(true)).toMatchObject({ unique: true });
    expect(await isUnique(false)).toMatchObject({ unique: false });
    await client.app.deployApp({ apps: [{ app }], revert: true });
    expect(await isUnique(true)).toMatchObject({ unique: false });
  });

  it('tell their layout and their calls of the day', async () => {
    const { client, clock, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    const layout = [
      { type: 'ROW' as const, fields: [{ type: 'SINGLE_LINE_TEXT', code: 'Name', size: { width: '300' } }] },
    ];
    const standard = await client.app.getFormLayout({ app });
    expect(standard.layout.at(-1)).toMatchObject({ type: 'ROW', fields: [{ code: 'Name' }] });
    await client.app.updateFormLayout({ app, layout });
    await client.app.deployApp({ apps: [{ app }] });
    expect((await client.app.getFormLayout({ app })).layout).toEqual(layout);
    clock.time += 86_400_000;
    await client.record.getRecords({ app });
    await client.record.addAllRecords({ app, records: Array.from({ length: 300 }, () => ({})) });
    const { apps } = await client.app.getStatistics({});
    // A bulk request of three calls counts once.
    expect(apps).toMatchObject([{ id: app, recordCount: '300', dailyRequestCount: '2', status: 'ACTIVATED' }]);
  });

  it('name their system fields in the domain’s language', async () => {
    const { client, createApp } = await startKintone({ language: 'ja' });
    const app = await createApp('顧客', text('会社名'));
    await client.record.addRecord({ app, record: { 会社名: { value: 'サイボウズ' } } });
    const { records } = await client.record.getRecords({ app, query: '会社名 = "サイボウズ"　order by 更新日時 asc' });
    expect(valuesOf(records, 'レコード番号')).toEqual(['1']);
  });

  it('have a status once their process is on, which only actions change', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('Tickets', text('Name'));
    const first = await client.record.addRecord({ app, record: { Name: { value: 'Old' } } });
    expect(Object.keys((await client.record.getRecord({ app, id: first.id })).record)).not.toContain('Status');
    await client.app.updateProcessManagement({
      app,
      enable: true,
      states: { Done: { index: 1 }, Open: { index: 0 } },
      actions: [{ name: 'Finish', from: 'Open', to: 'Done' }],
    });
    await client.app.deployApp({ apps: [{ app }] });
    const { id } = await client.record.addRecord({
      app,
      record: { Name: { value: 'New' }, Status: { value: 'Done' } },
    });
    expect((await client.record.getRecord({ app, id })).record.Status).toEqual({ type: 'STATUS', value: 'Open' });
    expect(await client.record.updateRecordStatus({ app, id, action: 'Finish', revision: 1 })).toEqual({
      revision: '3',
    });
    const { records } = await client.record.getRecords({ app, query: 'Status = "Done"' });
    expect(valuesOf(records, '$id')).toEqual([id]);
    expect(await refusalOf(client.record.updateRecordStatus({ app, id, action: 'Finish' }))).toMatchObject({
      code: 'GAIA_IL03',
    });
  });
});
