import { z } from 'zod';
import { batchResponse } from '../hubspot-batch.ts';
import { validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { type HubspotCall, isDateBased, param, type Route, route } from '../hubspot-router.ts';
import type { AssociationType } from './association-types.ts';

const specInput = z.looseObject({ category: z.string(), typeId: z.coerce.number() });
const limitsInput = z.looseObject({ inputs: z.array(specInput.extend({ maxToObjectIds: z.int().min(1) })) });
const specsInput = z.looseObject({ inputs: z.array(specInput) });

const write = { bucket: 'associations', access: 'write' } as const;
const read = { bucket: 'associations', access: 'read' } as const;
const all = 'associations/definitions/configurations';

/** How many records one may be associated with, by type of association, as people set it for their portal. */
export const associationLimitRoutes: readonly Route[] = [
  route('GET', `${all}/all`, (call) => listed(call.portal.associationTypes.all()), read),
  route('GET', `${all}/:from/:to`, (call) => listed(typesOf(call)), read),
  route('POST', `${all}/:from/:to/batch/create`, (call) => setLimits(call, 201), write),
  route('POST', `${all}/:from/:to/batch/update`, (call) => setLimits(call, 200), write),
  route('POST', `${all}/:from/:to/batch/purge`, purge, write),
];

function listed(types: readonly AssociationType[]) {
  return { status: 200, body: { results: types.filter(({ limit }) => limit !== undefined).map(limitBody) } };
}

function setLimits(call: HubspotCall, status: number) {
  const changes = readBody(call.request, limitsInput).inputs.map((input) => ({
    type: typeOf(call, input),
    limit: input.maxToObjectIds,
  }));
  for (const { type, limit } of changes) type.limit = limit;
  return batchResponse(
    call,
    status,
    changes.map(({ type }) => limitBody(type)),
  );
}

function purge(call: HubspotCall) {
  for (const type of readBody(call.request, specsInput).inputs.map((input) => typeOf(call, input))) {
    type.limit = undefined;
  }
  return isDateBased(call) ? batchResponse(call, 200, []) : { status: 204 };
}

function typesOf(call: HubspotCall): readonly AssociationType[] {
  const { types, associationTypes } = call.portal;
  return associationTypes.between(types.get(param(call, 'from')).id, types.get(param(call, 'to')).id);
}

function typeOf(call: HubspotCall, { category, typeId }: z.infer<typeof specInput>): AssociationType {
  const type = typesOf(call).find((one) => one.category === category && one.typeId === typeId);
  if (type !== undefined) return type;
  throw validationFailure(`${category}=${typeId} is not a valid association definition id`);
}

function limitBody({ category, typeId, label, limit }: AssociationType) {
  return { category, typeId, ...(label === null ? {} : { label }), userEnforcedMaxToObjectIds: limit };
}
