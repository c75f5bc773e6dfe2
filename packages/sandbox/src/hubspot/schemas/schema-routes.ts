import { z } from 'zod';
import type { AssociationType } from '../associations/association-types.ts';
import { batchResponse } from '../hubspot-batch.ts';
import { HubspotFailure, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { readBody, readFlag } from '../hubspot-input.ts';
import { type HubspotCall, isOfSeptember2026, param, type Route, route } from '../hubspot-router.ts';
import type { CustomObject, ObjectType } from '../object-types.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import { createProperty } from '../properties/create-property.ts';
import { schemaBody, typeDefinitionBody } from './schema-body.ts';

const mostSearchable = 20;

const labelsInput = z.looseObject({ singular: z.string().optional(), plural: z.string().optional() });
const changeable = {
  description: z.string().optional(),
  primaryDisplayProperty: z.string().optional(),
  secondaryDisplayProperties: z.array(z.string()).optional(),
  searchableProperties: z.array(z.string()).optional(),
};
const propertyInput = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: z.string().default('string'),
  fieldType: z.string().default('text'),
  groupName: z.string().optional(),
});
const createInput = z.looseObject({
  name: z.string(),
  labels: labelsInput,
  properties: z.array(propertyInput),
  requiredProperties: z.array(z.string()),
  associatedObjects: z.array(z.string()),
  ...changeable,
});
const updateInput = z.looseObject({
  labels: labelsInput.optional(),
  requiredProperties: z.array(z.string()).optional(),
  ...changeable,
});
const associationInput = z.looseObject({
  fromObjectTypeId: z.string(),
  toObjectTypeId: z.string(),
  name: z.string().optional(),
});
const batchInput = z.looseObject({
  inputs: z.array(z.string()),
  includeAssociationDefinitions: z.boolean(),
  includeAuditMetadata: z.boolean(),
  includePropertyDefinitions: z.boolean(),
});

/** The older alias `/crm/v3/schemas` and the newer `/crm-object-schemas/v3/schemas` are one and the same. */
export const schemaRoutes: readonly Route[] = [
  ...routesUnder('crm-object-schemas/schemas', {}),
  ...routesUnder('schemas', { only: 'numbered' }),
];

function routesUnder(all: string, more: Pick<Route, 'only'>): readonly Route[] {
  return [
    route('GET', all, list, more),
    route('POST', all, create, more),
    route('POST', `${all}/batch/read`, readBatch, { access: 'read', ...more }),
    route('GET', `${all}/:objectType`, read, more),
    route('PATCH', `${all}/:objectType`, update, more),
    route('DELETE', `${all}/:objectType`, remove, more),
    route('POST', `${all}/:objectType/associations`, createAssociation, more),
    route('DELETE', `${all}/:objectType/associations/:associationId`, removeAssociation, more),
  ];
}

/** Custom types only, without paging. */
function list(call: HubspotCall) {
  const { portal, request } = call;
  const types = readFlag(request.query, 'archived') ? [...portal.archivedTypes] : portal.types.all();
  const results = types.filter((type) => type.custom !== undefined).map((type) => schemaBody(call, type));
  return { status: 200, body: { results } };
}

function read(call: HubspotCall) {
  return { status: 200, body: schemaBody(call, call.portal.types.get(param(call, 'objectType'))) };
}

function readBatch(call: HubspotCall) {
  const { portal } = call;
  const { inputs } = readBody(call.request, batchInput);
  const results = inputs.map((id) => schemaBody(call, portal.types.get(id)));
  return isOfSeptember2026(call) ? { status: 200, body: { results } } : batchResponse(call, 200, results);
}

function create(call: HubspotCall) {
  const { portal } = call;
  const input = readBody(call.request, createInput);
  if (!/^[a-z][a-z0-9_]*$/i.test(input.name)) {
    throw validationFailure(`Invalid name ${input.name}: letters, digits and underscores, and a letter first`);
  }
  const fullyQualifiedName = `p${portal.id}_${input.name}`;
  const taken = [...portal.archivedTypes].some(({ custom }) => custom?.fullyQualifiedName === fullyQualifiedName);
  if (taken || portal.types.find(fullyQualifiedName) !== undefined) {
    throw new HubspotFailure(409, {
      message: `Object type with name '${input.name}' already exists`,
      category: 'OBJECT_ALREADY_EXISTS',
    });
  }
  const targets = input.associatedObjects.map((name) => portal.types.get(name));
  const names = new Set(input.properties.map(({ name }) => name.toLowerCase()));
  checkNames(input, (name) => names.has(name));
  const space = portal.addCustomType({
    name: input.name,
    fullyQualifiedName,
    description: input.description,
    labels: input.labels,
    requiredProperties: input.requiredProperties,
    searchableProperties: input.searchableProperties ?? [],
    primaryDisplayProperty: input.primaryDisplayProperty,
    secondaryDisplayProperties: input.secondaryDisplayProperties ?? [],
    createdAt: portal.now(),
    updatedAt: portal.now(),
    archivedAt: undefined,
  });
  try {
    for (const property of input.properties) {
      createProperty(space, { groupName: `${input.name}_information`, ...property }, portal.now());
    }
  } catch (error) {
    portal.types.remove(space.type);
    throw error;
  }
  for (const target of targets) addAssociation(portal, space.type, target, undefined);
  return { status: 201, body: schemaBody(call, space.type) };
}

function update(call: HubspotCall) {
  const { portal } = call;
  const { type, properties, custom } = customSpace(call);
  const input = readBody(call.request, updateInput);
  checkNames(input, (name) => properties.find(name) !== undefined);
  custom.description = input.description ?? custom.description;
  custom.labels = { ...custom.labels, ...input.labels };
  custom.requiredProperties = input.requiredProperties ?? custom.requiredProperties;
  custom.searchableProperties = input.searchableProperties ?? custom.searchableProperties;
  custom.primaryDisplayProperty = input.primaryDisplayProperty ?? custom.primaryDisplayProperty;
  custom.secondaryDisplayProperties = input.secondaryDisplayProperties ?? custom.secondaryDisplayProperties;
  custom.updatedAt = portal.now();
  return { status: 200, body: typeDefinitionBody(call, type) };
}

/** Only a type without records; its name stays taken until it is deleted for good with `archived=true`. */
function remove(call: HubspotCall) {
  const { portal, request } = call;
  const wanted = param(call, 'objectType').toLowerCase();
  if (readFlag(request.query, 'archived')) {
    const gone = [...portal.archivedTypes].find(({ id, legacyName }) =>
      [id, legacyName.toLowerCase()].includes(wanted),
    );
    if (gone === undefined) throw resourceNotFound();
    portal.archivedTypes.delete(gone);
    return { status: 204 };
  }
  const { type, records, custom } = customSpace(call);
  if (records.page({ after: 0, limit: 1, archived: false }).length > 0) {
    throw validationFailure(`Object type ${custom.fullyQualifiedName} still has records: delete them first`);
  }
  for (const other of portal.types.all()) {
    for (const association of portal.associationTypes.between(type.id, other.id)) {
      portal.associationTypes.remove(association);
    }
  }
  custom.archivedAt = portal.now();
  portal.types.remove(type);
  portal.archivedTypes.add(type);
  return { status: 204 };
}

function createAssociation(call: HubspotCall) {
  const { portal } = call;
  const input = readBody(call.request, associationInput);
  const from = portal.types.get(input.fromObjectTypeId);
  const to = portal.types.get(input.toObjectTypeId);
  customSpace(call);
  const { typeId, name } = addAssociation(portal, from, to, input.name);
  const body = { id: String(typeId), fromObjectTypeId: from.id, toObjectTypeId: to.id, name };
  return { status: 201, body };
}

function removeAssociation(call: HubspotCall) {
  const { portal } = call;
  const { type } = customSpace(call);
  const found = portal.associationTypes.find('USER_DEFINED', Number(param(call, 'associationId')));
  if (found === undefined || (found.from !== type.id && found.to !== type.id)) throw resourceNotFound();
  if (portal.associations.isUsed(found))
    throw validationFailure('The association is in use: remove it from all records');
  portal.associationTypes.remove(found);
  return { status: 204 };
}

function addAssociation(portal: Portal, from: ObjectType, to: ObjectType, name: string | undefined): AssociationType {
  const present = portal.associationTypes.unlabeled(from.id, to.id);
  if (present !== undefined) {
    throw new HubspotFailure(409, {
      message: `An association from ${from.id} to ${to.id} already exists`,
      category: 'OBJECT_ALREADY_EXISTS',
    });
  }
  const end = (type: ObjectType) => type.custom?.name ?? type.singular;
  return portal.associationTypes.addUnlabeled(from.id, to.id, name ?? `${end(from)}_to_${end(to)}`);
}

function customSpace(call: HubspotCall): ObjectSpace & { readonly custom: CustomObject } {
  const space = call.portal.space(param(call, 'objectType'));
  const { custom } = space.type;
  if (custom === undefined) throw validationFailure(`${space.type.plural} are defined by HubSpot`);
  return { ...space, custom };
}

/** Properties that a schema names have to be there. */
function checkNames(
  input: Pick<
    z.infer<typeof updateInput>,
    'primaryDisplayProperty' | 'secondaryDisplayProperties' | 'searchableProperties' | 'requiredProperties'
  >,
  exists: (name: string) => boolean,
): void {
  const { primaryDisplayProperty, secondaryDisplayProperties = [], searchableProperties = [] } = input;
  const named = [
    ...(primaryDisplayProperty === undefined ? [] : [primaryDisplayProperty]),
    ...secondaryDisplayProperties,
    ...searchableProperties,
    ...(input.requiredProperties ?? []),
  ];
  const unknown = named.filter((name) => !exists(name.toLowerCase()));
  if (unknown.length > 0) {
    throw validationFailure(`Properties that the schema names do not exist: [${[...new Set(unknown)].join(', ')}]`);
  }
  if (searchableProperties.length > mostSearchable) {
    throw validationFailure(`There can be at most ${mostSearchable} searchable properties`);
  }
}
