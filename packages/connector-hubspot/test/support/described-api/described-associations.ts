import { z } from 'zod';
import { batchAnswers, bothPages, type DescribedCall, describedPath, int32 } from './described-call.ts';
import { associationSpec } from './described-objects.ts';

const category = associationSpec.shape.associationCategory;

/** Described as a text; a number in the guide's examples and in every recorded answer of version 4. */
const associatedId = z.union([z.string(), z.int()]);

const end = z.strictObject({ id: z.string() });
// Described without null; `null` in the guide's examples where an association has no label.
const labelledType = z.strictObject({ category, typeId: int32, label: z.string().nullish() });

const associations = '/crm/associations/{version}/:from/:to';

export const describedAssociations: readonly DescribedCall[] = [
  {
    method: 'POST',
    path: describedPath(`${associations}/batch/read`),
    query: [],
    request: z.strictObject({ inputs: z.array(z.strictObject({ id: z.string(), after: z.string().optional() })) }),
    answers: batchAnswers(
      200,
      z.strictObject({
        from: end,
        to: z.array(z.strictObject({ toObjectId: associatedId, associationTypes: z.array(labelledType) })),
        paging: bothPages.optional(),
      }),
    ),
  },
  {
    method: 'POST',
    path: describedPath(`${associations}/batch/create`),
    query: [],
    request: z.strictObject({
      inputs: z.array(z.strictObject({ from: end, to: end, types: z.array(associationSpec) })),
    }),
    answers: batchAnswers(
      200,
      z.strictObject({
        fromObjectId: associatedId,
        fromObjectTypeId: z.string(),
        labels: z.array(z.string()),
        toObjectId: associatedId,
        toObjectTypeId: z.string(),
      }),
    ),
  },
  {
    method: 'POST',
    path: describedPath(`${associations}/batch/associate/default`),
    query: [],
    request: z.strictObject({ inputs: z.array(z.strictObject({ from: end, to: end })) }),
    answers: batchAnswers(200, z.strictObject({ associationSpec, from: end, to: end })),
  },
  {
    method: 'POST',
    path: describedPath(`${associations}/batch/archive`),
    query: [],
    request: z.strictObject({ inputs: z.array(z.strictObject({ from: end, to: z.array(end) })) }),
    answers: batchAnswers(200, z.unknown()),
  },
  {
    method: 'POST',
    path: describedPath(`${associations}/batch/labels/archive`),
    query: [],
    request: z.strictObject({
      inputs: z.array(z.strictObject({ from: end, to: end, types: z.array(associationSpec) })),
    }),
    answers: batchAnswers(200, z.unknown()),
  },
  {
    method: 'GET',
    path: describedPath(`${associations}/labels`),
    query: [],
    answers: { 200: z.strictObject({ results: z.array(labelledType) }) },
  },
  {
    method: 'GET',
    path: describedPath('/crm/associations/{version}/definitions/configurations/all'),
    query: [],
    answers: {
      200: z.strictObject({
        results: z.array(labelledType.extend({ userEnforcedMaxToObjectIds: int32.optional() })),
      }),
    },
  },
];
