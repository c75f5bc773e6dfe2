import { describe, expect, it } from 'vitest';
import { fieldTypeOf } from '../src/hubspot-field-codec.ts';
import { findHubspotObject, requiredScopes } from '../src/hubspot-objects.ts';
import { withPipelineOptions } from '../src/hubspot-pipelines.ts';
import { describeObject } from '../src/hubspot-schema.ts';
import { pipelinesSchema, propertiesSchema } from '../src/hubspot-wire.ts';
import hubspot from '../src/index.ts';

function describeFrom(id: string, properties: readonly object[], pipelines: readonly object[] = []) {
  const object = findHubspotObject(id);
  if (object === undefined) throw new Error(`no object ${id}`);
  const parsedPipelines = pipelinesSchema.parse({ results: pipelines }).results;
  const listed = propertiesSchema.parse({ results: properties }).results;
  const { pipeline } = object;
  const withOptions = pipeline === undefined ? listed : withPipelineOptions(listed, parsedPipelines, pipeline);
  const typeByProperty = new Map(withOptions.map((property) => [property.name, fieldTypeOf(property)]));
  return describeObject({ object, properties: withOptions, typeByProperty, pipelines: parsedPipelines }, [], []);
}

describe('describeObject', () => {
  it('describes contacts', () => {
    const schema = describeFrom('contacts', [
      { name: 'email', label: 'Email', type: 'string', fieldType: 'text', hasUniqueValue: false },
      { name: 'ext_id', label: 'Key', type: 'string', fieldType: 'text', hasUniqueValue: true },
      {
        name: 'createdate',
        label: 'Created',
        type: 'datetime',
        fieldType: 'date',
        modificationMetadata: { readOnlyValue: true },
      },
      { name: 'score', label: '', type: 'number', fieldType: 'calculation_score', calculated: true },
      {
        name: 'plan',
        label: 'Plan',
        type: 'enumeration',
        fieldType: 'select',
        options: [
          { value: 'b', label: 'B', displayOrder: 1 },
          { value: 'a', label: 'A', displayOrder: 0, hidden: true },
        ],
      },
    ]);
    expect(schema).toMatchObject({
      id: 'contacts',
      standard: 'Person',
      defaultMatch: ['email'],
      displayField: 'email',
    });
    const byName = Object.fromEntries(schema.fields.map((field) => [field.name, field]));
    expect(byName.email).toMatchObject({
      unique: true,
      lookup: 'consistent',
      standard: 'Person.email',
      readOnly: false,
    });
    expect(byName.ext_id).toMatchObject({ unique: true, lookup: 'consistent' });
    expect(byName.createdate).toMatchObject({ readOnly: true, lookup: 'delayed' });
    expect(byName.score).toMatchObject({ readOnly: true, label: 'score' });
    expect(byName.plan?.options).toEqual([
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ]);
  });

  it('shows stages of one name with their pipeline', () => {
    const schema = describeFrom(
      'deals',
      [
        { name: 'dealname', label: 'Name', type: 'string', fieldType: 'text' },
        { name: 'dealstage', label: 'Stage', type: 'enumeration', fieldType: 'radio', options: [] },
        { name: 'pipeline', label: 'Pipeline', type: 'enumeration', fieldType: 'select', options: [] },
      ],
      [
        {
          id: 'default',
          label: 'Sales',
          stages: [
            { id: 'closedwon', label: 'Won' },
            { id: 'open', label: 'Open' },
          ],
        },
        { id: '77', label: 'Renewals', stages: [{ id: '78', label: 'won' }] },
      ],
    );
    const byName = Object.fromEntries(schema.fields.map((field) => [field.name, field]));
    expect(byName.dealstage).toMatchObject({
      type: 'option',
      required: true,
      options: [
        { value: 'closedwon', label: 'Sales / Won' },
        { value: 'open', label: 'Open' },
        { value: '78', label: 'Renewals / won' },
      ],
    });
    expect(byName.pipeline?.options).toEqual([
      { value: 'default', label: 'Sales' },
      { value: '77', label: 'Renewals' },
    ]);
    expect(byName.dealname?.required).toBe(true);
  });

  it('shows the stages of tickets like those of deals', () => {
    const schema = describeFrom(
      'tickets',
      [
        { name: 'subject', label: 'Name', type: 'string', fieldType: 'text' },
        { name: 'hs_pipeline_stage', label: 'Status', type: 'enumeration', fieldType: 'select', options: [] },
        { name: 'hs_pipeline', label: 'Pipeline', type: 'enumeration', fieldType: 'select', options: [] },
      ],
      [{ id: '0', label: 'Support', stages: [{ id: '1', label: 'New' }] }],
    );
    expect(schema).toMatchObject({ standard: 'Ticket', displayField: 'subject' });
    expect(schema.fields).toMatchObject([
      { name: 'subject', required: true, standard: 'Ticket.name' },
      { name: 'hs_pipeline_stage', required: true, standard: 'Ticket.stage', options: [{ value: '1', label: 'New' }] },
      {
        name: 'hs_pipeline',
        required: false,
        standard: 'Ticket.pipeline',
        options: [{ value: '0', label: 'Support' }],
      },
    ]);
  });
});

describe('settings and scopes', () => {
  it('refuses what it does not know and what is no address', () => {
    expect(hubspot.settings.safeParse({ accessToken: 'x' }).data).toEqual({
      accessToken: 'x',
      baseUrl: 'https://api.hubapi.com',
    });
    expect(hubspot.settings.safeParse({ accessToken: '' }).success).toBe(false);
    expect(hubspot.settings.safeParse({ accessToken: 'x', baseURL: 'https://x.test' }).success).toBe(false);
    expect(hubspot.settings.safeParse({ accessToken: 'x', baseUrl: 'ftp://x.test' }).success).toBe(false);
  });

  it('names the scopes of the objects', () => {
    expect(requiredScopes(['tickets', 'offices', '2-44'])).toEqual([
      'tickets',
      'crm.objects.custom.read',
      'crm.objects.custom.write',
      'crm.schemas.custom.read',
      'crm.objects.owners.read',
    ]);
    expect(requiredScopes(['deals'])).toEqual([
      'crm.objects.deals.read',
      'crm.objects.deals.write',
      'crm.schemas.deals.read',
      'crm.objects.owners.read',
    ]);
  });
});
