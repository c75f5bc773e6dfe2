import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchErrors, createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
  await world.client.crm.properties.coreApi.create('deals', {
    name: 'ext_id',
    label: 'External id',
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
    groupName: 'dealinformation',
    hasUniqueValue: true,
  });
});
afterAll(() => world.close());

const contacts = () => world.client.crm.contacts;

describe('batches through the official client', () => {
  it('creates a hundred in one call and answers them in an order of its own', async () => {
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      properties: { firstname: `N${index}` },
      associations: [],
    }));
    const created = await contacts().batchApi.create({ inputs });
    const names = created.results.map((record) => record.properties.firstname);
    expect(new Set(names).size).toBe(100);
    expect(names).not.toEqual(inputs.map((input) => input.properties.firstname));
    const refusal = await refusalOf(
      contacts().batchApi.create({ inputs: [...inputs, { properties: { firstname: 'One more' }, associations: [] }] }),
    );
    expect(refusal.body.message).toBe(
      'The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again',
    );
  });

  it('writes all or nothing without trace ids', async () => {
    const id = await createContact(world.client, { email: 'all@example.com' });
    const before = (await contacts().getAll(100)).length;
    const refusal = await refusalOf(
      contacts().batchApi.create({
        inputs: [
          { properties: { email: 'fresh@example.com' }, associations: [] },
          { properties: { email: 'all@example.com' }, associations: [] },
        ],
      }),
    );
    expect(refusal.code).toBe(409);
    expect(refusal.body.message).toBe(`Contact already exists. Existing ID: ${id}`);
    const twice = await refusalOf(
      contacts().batchApi.create({
        inputs: [
          { properties: { email: 'twice@example.com' }, associations: [] },
          { properties: { email: 'Twice@example.com' }, associations: [] },
        ],
      }),
    );
    expect(twice.code).toBe(400);
    expect((await contacts().getAll(100)).length).toBe(before);
  });

  it('writes the good ones where each input has a trace id', async () => {
    const id = await createContact(world.client, { email: 'known@example.com' });
    const answer = await contacts().batchApi.create({
      inputs: [
        { properties: { email: 'good@example.com' }, associations: [], objectWriteTraceId: 't1' },
        { properties: { email: 'known@example.com' }, associations: [], objectWriteTraceId: 't2' },
        { properties: { email: 'x' }, associations: [], objectWriteTraceId: 't3' },
      ],
    });
    expect(answer.results.map((record) => record.objectWriteTraceId)).toEqual(['t1']);
    const errors = batchErrors(answer);
    expect(errors).toHaveLength(2);
    expect(errors.find((error) => error.context?.objectWriteTraceId?.[0] === 't2')).toMatchObject({
      category: 'CONFLICT',
      message: `Contact already exists. Existing ID: ${id}`,
    });
    expect(errors.find((error) => error.context?.objectWriteTraceId?.[0] === 't3')).toMatchObject({
      category: 'VALIDATION_ERROR',
    });

    const good = answer.results[0]?.id ?? '';
    const updated = await contacts().batchApi.update({
      inputs: [
        { id: good, properties: { city: 'Köln' }, objectWriteTraceId: 'u1' },
        { id: '7', properties: { city: 'Nowhere' }, objectWriteTraceId: 'u2' },
      ],
    });
    expect(updated.results.map((record) => record.id)).toEqual([good]);
    expect(batchErrors(updated)).toEqual([
      expect.objectContaining({ category: 'OBJECT_NOT_FOUND', context: { ids: ['7'], objectWriteTraceId: ['u2'] } }),
    ]);
  });

  it('refuses one id twice, and nothing of that batch is written', async () => {
    const id = await createContact(world.client, { firstname: 'Dup' });
    const refusal = await refusalOf(
      contacts().batchApi.update({
        inputs: [
          { id, properties: { city: 'A' } },
          { id, properties: { city: 'B' } },
        ],
      }),
    );
    expect(refusal.body).toMatchObject({
      message: `Duplicate IDs found in batch input: [${id}]. IDs must be unique`,
      context: { ids: [id] },
    });
    expect((await contacts().basicApi.getById(id, ['city'])).properties.city).toBeNull();
  });

  it('reads a batch, and one error names all that are missing', async () => {
    const id = await createContact(world.client, { firstname: 'Read' });
    const answer = await contacts().batchApi.read({
      inputs: [{ id }, { id: '5' }, { id: '6' }],
      properties: ['firstname'],
      propertiesWithHistory: [],
    });
    expect(answer.results.map((record) => record.properties.firstname)).toEqual(['Read']);
    expect(batchErrors(answer)).toEqual([
      expect.objectContaining({
        category: 'OBJECT_NOT_FOUND',
        message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
        context: { ids: ['5', '6'] },
      }),
    ]);
    const refusal = await refusalOf(
      contacts().batchApi.read({
        inputs: Array.from({ length: 51 }, (_, index) => ({ id: String(index) })),
        properties: [],
        propertiesWithHistory: ['firstname'],
      }),
    );
    expect(refusal.body.message).toContain('property histories is 50');
  });

  it('upserts by a unique property and says what was new', async () => {
    const upsert = (inputs: readonly { id: string; dealname: string }[]) =>
      world.client.crm.deals.batchApi.upsert({
        inputs: inputs.map(({ id, dealname }) => ({
          id,
          idProperty: 'ext_id',
          properties: { dealname, dealstage: 'qualifiedtobuy' },
        })),
      });
    const first = await upsert([{ id: 'A-1', dealname: 'One' }]);
    expect(first.results[0]).toMatchObject({ _new: true, properties: { ext_id: 'A-1' } });
    const second = await upsert([
      { id: 'A-1', dealname: 'One again' },
      { id: 'A-2', dealname: 'Two' },
    ]);
    const byName = new Map(second.results.map((record) => [record.properties.dealname, record]));
    expect(byName.get('One again')).toMatchObject({ id: first.results[0]?.id, _new: false });
    expect(byName.get('Two')?._new).toBe(true);

    const taken = await refusalOf(
      world.client.crm.deals.basicApi.update(byName.get('Two')?.id ?? '', { properties: { ext_id: 'A-1' } }),
    );
    expect(taken.code).toBe(400);
    expect(taken.body.message).toMatch(
      /^Cannot set PropertyValueCoordinates\{portalId=\d+, objectTypeId=ObjectTypeId\{legacyObjectType=DEAL\}, propertyName=ext_id, value=A-1\} on \d+\. \d+ already has that value\.$/,
    );
    const unknown = await refusalOf(
      world.client.crm.deals.batchApi.update({
        inputs: [{ id: 'A-9', idProperty: 'ext_id', properties: { dealname: 'None' } }],
      }),
    );
    expect(unknown.body.context?.missingObjectPropertyValueCoordinates?.[0]).toMatch(/ext_id:A-9$/);
  });

  it('archives a batch, whatever the ids, and leaves merged ids out of updates', async () => {
    const [first, second] = [
      await createContact(world.client, { firstname: 'M' }),
      await createContact(world.client, { firstname: 'N' }),
    ];
    const merged = await contacts().basicApi.merge({ primaryObjectId: first, objectIdToMerge: second });
    const updated = await contacts().batchApi.update({
      inputs: [
        { id: merged.id, properties: { city: 'Kiel' } },
        { id: second, properties: { city: 'Lost' } },
      ],
    });
    expect(updated.results.map((record) => record.id)).toEqual([merged.id]);
    await contacts().batchApi.archive({ inputs: [{ id: merged.id }, { id: '1' }] });
    expect((await refusalOf(contacts().basicApi.getById(first))).code).toBe(404);
  });
});
