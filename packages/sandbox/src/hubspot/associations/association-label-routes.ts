import { z } from 'zod';
import { HubspotFailure, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { type HubspotCall, isOfSeptember2026, param, type Route, route } from '../hubspot-router.ts';
import type { AssociationType } from './association-types.ts';

const mostLabels = 10;

const createInput = z.looseObject({ label: z.string(), name: z.string(), inverseLabel: z.string().nullish() });
const updateInput = z.looseObject({
  associationTypeId: z.coerce.number(),
  label: z.string(),
  inverseLabel: z.string().nullish(),
});

const write = { bucket: 'associations', access: 'write' } as const;
const read = { bucket: 'associations', access: 'read' } as const;

export const associationLabelRoutes: readonly Route[] = [
  route('GET', 'associations/:from/:to/labels', list, read),
  route('POST', 'associations/:from/:to/labels', create, write),
  route('PUT', 'associations/:from/:to/labels', update, write),
  route('DELETE', 'associations/:from/:to/labels/:typeId', remove, write),
];

function list(call: HubspotCall) {
  const { from, to } = pair(call);
  return answer(call, call.portal.associationTypes.between(from, to));
}

function create(call: HubspotCall) {
  const { portal, request } = call;
  const { from, to } = pair(call);
  const { label, name, inverseLabel } = readBody(request, createInput);
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) {
    throw validationFailure(`Invalid name ${name}: letters, digits and underscores, and no digit first`);
  }
  const present = portal.associationTypes.between(from, to);
  const labels = present.filter((type) => type.role === 'label');
  if (labels.length >= mostLabels)
    throw validationFailure(`There are ${mostLabels} labels already, which is the maximum`);
  if (present.some((type) => type.name === name || type.label === label)) {
    throw new HubspotFailure(409, { message: `A label ${name} exists already`, category: 'OBJECT_ALREADY_EXISTS' });
  }
  const added = portal.associationTypes.addLabel({ from, to, name, label, inverseLabel: inverseLabel ?? undefined });
  return answer(call, added);
}

function update(call: HubspotCall) {
  const { portal, request } = call;
  const { label, inverseLabel, associationTypeId } = readBody(request, updateInput);
  const type = ownLabel(call, associationTypeId);
  type.label = label;
  if (inverseLabel != null) portal.associationTypes.inverse(type).label = inverseLabel;
  return { status: 204 };
}

function remove(call: HubspotCall) {
  const { portal } = call;
  const type = ownLabel(call, Number(param(call, 'typeId')));
  if (portal.associations.isUsed(type)) {
    throw validationFailure(`The label ${type.label} is in use: remove it from all records first`);
  }
  portal.associationTypes.remove(type);
  return { status: 204 };
}

/** HubSpot's own types cannot be changed: a number names a label of the portal here. */
function ownLabel(call: HubspotCall, typeId: number): AssociationType {
  const { from, to } = pair(call);
  const type = call.portal.associationTypes.find('USER_DEFINED', typeId);
  if (type === undefined || type.from !== from || type.to !== to) throw resourceNotFound();
  return type;
}

function answer(call: HubspotCall, types: readonly AssociationType[]) {
  return { status: 200, body: { results: types.map((type) => typeBody(call, type)) } };
}

/** Where there is no label, versions before 2026-09 say `null`; later ones are described without it. */
export function typeBody(call: HubspotCall, { category, typeId, label }: AssociationType): object {
  return label === null && isOfSeptember2026(call) ? { category, typeId } : { category, typeId, label };
}

function pair(call: HubspotCall): { readonly from: string; readonly to: string } {
  const { types } = call.portal;
  return { from: types.get(param(call, 'from')).id, to: types.get(param(call, 'to')).id };
}
