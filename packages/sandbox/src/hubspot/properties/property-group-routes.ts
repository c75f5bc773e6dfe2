import { z } from 'zod';
import { HubspotFailure, resourceNotFound } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { PropertyGroup, PropertyRegistry } from './property-registry.ts';

const createInput = z.looseObject({ name: z.string(), label: z.string(), displayOrder: z.number().default(-1) });
const updateInput = z.looseObject({ label: z.string().optional(), displayOrder: z.number().optional() });

export const propertyGroupRoutes: readonly Route[] = [
  route('GET', 'properties/:objectType/groups', list),
  route('POST', 'properties/:objectType/groups', create),
  route('GET', 'properties/:objectType/groups/:group', read),
  route('PATCH', 'properties/:objectType/groups/:group', update),
  route('DELETE', 'properties/:objectType/groups/:group', remove),
];

function list(call: HubspotCall) {
  return { status: 200, body: { results: [...registry(call).groups.values()] } };
}

function create(call: HubspotCall) {
  const { groups } = registry(call);
  const { name, label, displayOrder } = readBody(call.request, createInput);
  if (groups.has(name)) {
    throw new HubspotFailure(409, {
      message: `Property group with name '${name}' already exists`,
      category: 'OBJECT_ALREADY_EXISTS',
    });
  }
  const group: PropertyGroup = { name, label, displayOrder, archived: false };
  groups.set(name, group);
  return { status: 201, body: group };
}

function read(call: HubspotCall) {
  return { status: 200, body: existing(call) };
}

function update(call: HubspotCall) {
  const group = existing(call);
  const { label, displayOrder } = readBody(call.request, updateInput);
  group.label = label ?? group.label;
  group.displayOrder = displayOrder ?? group.displayOrder;
  return { status: 200, body: group };
}

function remove(call: HubspotCall) {
  registry(call).groups.delete(existing(call).name);
  return { status: 204 };
}

function existing(call: HubspotCall): PropertyGroup {
  const group = registry(call).groups.get(param(call, 'group'));
  if (group === undefined) throw resourceNotFound();
  return group;
}

function registry(call: HubspotCall): PropertyRegistry {
  return call.portal.space(param(call, 'objectType')).properties;
}
