import { describe, expect, it } from 'vitest';
import { pageSchema, recordSchema, startWorld } from './world.ts';

const iso = { name: 'iso' };
const options = {
  number: { precision: 2 },
  percent: { precision: 1 },
  currency: { precision: 2, symbol: '€' },
  rating: { icon: 'star', color: 'yellowBright', max: 5 },
  duration: { durationFormat: 'h:mm' },
  checkbox: { icon: 'check', color: 'greenBright' },
  date: { dateFormat: iso },
  dateTime: { dateFormat: iso, timeFormat: { name: '24hour' }, timeZone: 'Europe/Berlin' },
  singleSelect: { choices: [{ name: 'A' }, { name: 'B' }] },
  multipleSelects: { choices: [{ name: 'A' }, { name: 'B' }] },
};
const types = [
  ...['singleLineText', 'multilineText', 'richText', 'email', 'url', 'phoneNumber', 'number', 'percent', 'currency'],
  ...['rating', 'duration', 'checkbox', 'date', 'dateTime', 'singleSelect', 'multipleSelects', 'singleCollaborator'],
  ...['multipleCollaborators', 'multipleAttachments', 'barcode'],
];

async function startTypes() {
  const world = await startWorld();
  const fields = types.map((type) => {
    const known = Object.entries(options).find(([name]) => name === type)?.[1];
    return known === undefined ? { name: type, type } : { name: type, type, options: known };
  });
  const base = await world.createBase([{ name: 'T', fields }]);
  return { world, path: `/v0/${base.id}/T` };
}

describe('cells', () => {
  it.each<[string, unknown, unknown]>([
    ['singleLineText', 'Ä 漢字', 'Ä 漢字'],
    ['multilineText', 'a\nb', 'a\nb'],
    ['richText', '**a**', '**a**'],
    ['email', 'not validated', 'not validated'],
    ['phoneNumber', '+49 30 1', '+49 30 1'],
    ['number', -1.5, -1.5],
    ['number', 0, 0],
    ['percent', 0.123, 0.123],
    ['currency', 9.99, 9.99],
    ['rating', 5, 5],
    ['duration', 5400, 5400],
    ['checkbox', true, true],
    ['checkbox', false, undefined],
    ['date', '2025-02-28', '2025-02-28'],
    ['date', '2025-02-28T23:00:00.000Z', '2025-02-28'],
    ['dateTime', '2025-07-01T10:00:00+02:00', '2025-07-01T08:00:00.000Z'],
    ['dateTime', '2025-07-01T10:00:00', '2025-07-01T08:00:00.000Z'],
    ['dateTime', '2025-01-01T10:00', '2025-01-01T09:00:00.000Z'],
    ['singleSelect', 'B', 'B'],
    ['multipleSelects', ['B', 'A'], ['B', 'A']],
    ['multipleSelects', [], undefined],
    ['barcode', { text: '123', type: 'upce' }, { text: '123', type: 'upce' }],
    ['singleLineText', '', undefined],
    ['number', null, undefined],
  ])('%s takes %j', async (type, sent, shown) => {
    const { world, path } = await startTypes();
    const made = await world.expect(recordSchema, 'POST', path, { fields: { [type]: sent } });
    expect(made.fields[type]).toEqual(shown);
    expect((await world.expect(recordSchema, 'GET', `${path}/${made.id}`)).fields).toEqual(made.fields);
  });

  it.each<[string, unknown, string]>([
    ['singleLineText', 7, 'Field "singleLineText" cannot accept the provided value'],
    ['singleLineText', 'x'.repeat(100_001), 'Field "singleLineText" cannot accept the provided value'],
    ['number', '7', 'Field "number" cannot accept the provided value'],
    ['rating', 0, 'Field "rating" cannot accept the provided value'],
    ['rating', 6, 'Field "rating" cannot accept the provided value'],
    ['checkbox', 'yes', 'Field "checkbox" cannot accept the provided value'],
    ['date', '2025-02-30', 'Cannot parse value "2025-02-30" for field date'],
    ['dateTime', 'soon', 'Cannot parse value "soon" for field dateTime'],
    ['singleSelect', ['A'], 'Field "singleSelect" cannot accept the provided value'],
    ['multipleSelects', 'A', 'Field "multipleSelects" cannot accept the provided value'],
    ['singleCollaborator', { id: 'usrAAAAAAAAAAAAAA' }, 'Field "singleCollaborator" cannot accept the provided value'],
    ['barcode', '123', 'Field "barcode" cannot accept the provided value'],
  ])('%s refuses %.20j', async (type, sent, message) => {
    const { world, path } = await startTypes();
    const answer = await world.call('POST', path, { fields: { [type]: sent } });
    expect(answer).toMatchObject({ status: 422, body: { error: { type: 'INVALID_VALUE_FOR_COLUMN', message } } });
  });

  it('shows collaborators with e-mail and name, and takes them by id afterwards', async () => {
    const { world, path } = await startTypes();
    const made = await world.expect(recordSchema, 'POST', path, {
      fields: { singleCollaborator: { email: 'ada@acme.example' } },
    });
    const ada = { id: expect.stringMatching(/^usr/), email: 'ada@acme.example', name: 'ada' };
    expect(made.fields.singleCollaborator).toEqual(ada);
    const { singleCollaborator } = made.fields;
    const second = await world.expect(recordSchema, 'POST', path, {
      fields: { multipleCollaborators: [singleCollaborator] },
    });
    expect(second.fields.multipleCollaborators).toEqual([singleCollaborator]);
  });

  it('keeps attachments by id', async () => {
    const { world, path } = await startTypes();
    const made = await world.expect(recordSchema, 'POST', path, {
      fields: { multipleAttachments: [{ url: 'https://files.example/a.pdf?x=1' }] },
    });
    const [file] = [made.fields.multipleAttachments].flat();
    expect(file).toMatchObject({ id: expect.stringMatching(/^att/), filename: 'a.pdf' });
    const fields = { multipleAttachments: [file, { url: 'https://files.example/b', filename: 'b.txt' }] };
    const updated = await world.expect(recordSchema, 'PATCH', `${path}/${made.id}`, { fields });
    expect(updated.fields.multipleAttachments).toEqual([file, expect.objectContaining({ filename: 'b.txt' })]);
  });

  it.each<[string, unknown, unknown]>([
    ['singleLineText', 7, '7'],
    ['number', '1,250.5', 1250.5],
    ['percent', '12.5%', 0.125],
    ['currency', '€ 9', 9],
    ['duration', '1:30', 5400],
    ['checkbox', 'checked', true],
    ['checkbox', 'no', undefined],
    ['date', '9/30/2025', '2025-09-30'],
    ['singleSelect', 'C', 'C'],
    ['multipleSelects', 'A, D', ['A', 'D']],
    ['barcode', '123', { text: '123' }],
  ])('with typecast %s makes something of %j', async (type, sent, shown) => {
    const { world, path } = await startTypes();
    const made = await world.expect(recordSchema, 'POST', path, { fields: { [type]: sent }, typecast: true });
    expect(made.fields[type]).toEqual(shown);
  });

  it('adds choices by typecast once, and not in a request that fails', async () => {
    const { world, path } = await startTypes();
    const write = (records: readonly object[], typecast: boolean) =>
      world.call('POST', path, { typecast, records: records.map((fields) => ({ fields })) });
    expect((await write([{ singleSelect: 'C' }, { number: 'x' }], true)).status).toBe(422);
    expect((await write([{ singleSelect: 'C' }], false)).status).toBe(422);
    expect((await write([{ singleSelect: 'C' }, { singleSelect: 'C' }], true)).status).toBe(200);
    expect((await write([{ singleSelect: 'C' }], false)).status).toBe(200);
    const page = await world.expect(pageSchema, 'GET', path);
    expect(page.records.map(({ fields }) => fields.singleSelect)).toEqual(['C', 'C', 'C']);
  });
});
