import { z } from 'zod';
import { type BatchItemError, batchResponse, itemError } from '../hubspot-batch.ts';
import { HubspotFailure, tooManyInputs, validationFailure } from '../hubspot-errors.ts';
import { readBody, readFlag, readList } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { ObjectSpace } from '../portal.ts';
import { changeableInput, createProperty, propertyCreateInput, requireGroup } from './create-property.ts';
import { type PropertyDefinition, propertyBody } from './property-definition.ts';

const mostInputs = 100;

const updateInput = z.looseObject({
  label: z.string().optional(),
  groupName: z.string().optional(),
  type: z.string().optional(),
  fieldType: z.string().optional(),
  ...changeableInput,
});
const namesInput = z.looseObject({
  inputs: z.array(z.looseObject({ name: z.string() })),
  archived: z.boolean().default(false),
});

export const propertyRoutes: readonly Route[] = [
  route('GET', 'properties/:objectType', list),
  route('POST', 'properties/:objectType', create),
  route('GET', 'properties/:objectType/:name', read),
  route('PATCH', 'properties/:objectType/:name', update),
  route('DELETE', 'properties/:objectType/:name', archive),
  route('POST', 'properties/:objectType/batch/read', readBatch, { access: 'read' }),
  route('POST', 'properties/:objectType/batch/create', createBatch),
  route('POST', 'properties/:objectType/batch/archive', archiveBatch),
];

function list(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const archived = readFlag(call.request.query, 'archived');
  const wanted = readList(call.request.query, 'properties');
  const results = [...space.properties.definitions.values()]
    .filter((definition) => (definition.archivedAt !== undefined) === archived)
    .filter((definition) => wanted === undefined || wanted.length === 0 || wanted.includes(definition.name))
    .map(propertyBody);
  return { status: 200, body: { results } };
}

function create(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const definition = createProperty(space, readBody(call.request, propertyCreateInput), call.portal.now());
  return { status: 201, body: propertyBody(definition) };
}

function read(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const archived = readFlag(call.request.query, 'archived');
  return { status: 200, body: propertyBody(existing(space, param(call, 'name'), archived)) };
}

function update(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const definition = existing(space, param(call, 'name'), false);
  const input = readBody(call.request, updateInput);
  if (input.groupName !== undefined) requireGroup(space, input.groupName);
  definition.label = input.label ?? definition.label;
  definition.description = input.description ?? definition.description;
  definition.groupName = input.groupName ?? definition.groupName;
  definition.type = input.type ?? definition.type;
  definition.fieldType = input.fieldType ?? definition.fieldType;
  definition.displayOrder = input.displayOrder ?? definition.displayOrder;
  definition.hidden = input.hidden ?? definition.hidden;
  definition.formField = input.formField ?? definition.formField;
  // The sent list replaces the old one.
  definition.options = input.options ?? definition.options;
  definition.updatedAt = call.portal.now();
  return { status: 200, body: propertyBody(definition) };
}

function archive(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  archiveProperty(existing(space, param(call, 'name'), false), call.portal.now());
  return { status: 204 };
}

function readBatch(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const { inputs, archived } = readBody(call.request, namesInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  return eachInput(call, 200, inputs, ({ name }) => propertyBody(existing(space, name, archived)));
}

function createBatch(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const { inputs } = readBody(call.request, z.looseObject({ inputs: z.array(propertyCreateInput) }));
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  return eachInput(call, 201, inputs, (input) => propertyBody(createProperty(space, input, call.portal.now())));
}

function archiveBatch(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const { inputs } = readBody(call.request, namesInput);
  for (const { name } of inputs) {
    const definition = space.properties.find(name);
    if (definition !== undefined && !definition.hubspotDefined) archiveProperty(definition, call.portal.now());
  }
  return { status: 204 };
}

function eachInput<Input>(call: HubspotCall, status: number, inputs: readonly Input[], work: (input: Input) => object) {
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const input of inputs) {
    try {
      results.push(work(input));
    } catch (error) {
      if (!(error instanceof HubspotFailure)) throw error;
      errors.push(itemError(error.body));
    }
  }
  return batchResponse(call, status, results, errors);
}

function existing(space: ObjectSpace, name: string, archived: boolean): PropertyDefinition {
  const definition = space.properties.definitions.get(name.toLowerCase());
  if (definition === undefined || (definition.archivedAt !== undefined) !== archived) {
    throw new HubspotFailure(404, {
      message: `Property "${name}" does not exist`,
      category: 'OBJECT_NOT_FOUND',
      context: { propertyName: [name] },
    });
  }
  return definition;
}

function archiveProperty(definition: PropertyDefinition, time: number): void {
  if (definition.hubspotDefined) throw validationFailure(`Property ${definition.name} is defined by HubSpot`);
  definition.archivedAt = time;
}
