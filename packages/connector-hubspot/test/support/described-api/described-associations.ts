import { z } from 'zod';
import { batchAnswers, bothPages, describedIn, describedPath, int32, oneBatchAnswer } from './described-call.ts';
import { associationSpec } from './described-objects.ts';

const category = associationSpec.shape.associationCategory;
const end = z.strictObject({ id: z.string() });
const labelledType = z.strictObject({
  category,
  typeId: int32,
  label: z.string().optional(),
  fromObjectTypeId: z.string().optional(),
  toObjectTypeId: z.string().optional(),
});
const typedPairs = z.strictObject({
  inputs: z.array(z.strictObject({ from: end, to: end, types: z.array(associationSpec) })),
});

const pair = '/crm/associations/{version}/:from/:to';

const records = describedIn(
  'CRM/Associations/Rollouts/321895/2026-09/associations.json',
  '3b764adaaecff1c574402150b2094f6433e52b89',
  [
    {
      method: 'POST',
      path: describedPath(`${pair}/batch/read`),
      query: {},
      request: z.strictObject({ inputs: z.array(z.strictObject({ id: z.string(), after: z.string().optional() })) }),
      answers: batchAnswers(
        200,
        z.strictObject({
          from: end,
          to: z.array(z.strictObject({ toObjectId: z.string(), associationTypes: z.array(labelledType) })),
          paging: bothPages.optional(),
        }),
      ),
    },
    {
      method: 'POST',
      path: describedPath(`${pair}/batch/create`),
      query: {},
      request: typedPairs,
      answers: batchAnswers(
        201,
        z.strictObject({
          fromObjectId: z.string(),
          fromObjectTypeId: z.string(),
          labels: z.array(z.string()),
          toObjectId: z.string(),
          toObjectTypeId: z.string(),
        }),
      ),
    },
    {
      method: 'POST',
      path: describedPath(`${pair}/batch/associate/default`),
      query: {},
      request: z.strictObject({ inputs: z.array(z.strictObject({ from: end, to: end })) }),
      answers: oneBatchAnswer(200, z.strictObject({ associationSpec, from: end, to: end })),
    },
    {
      method: 'POST',
      path: describedPath(`${pair}/batch/archive`),
      query: {},
      request: z.strictObject({ inputs: z.array(z.strictObject({ from: end, to: z.array(end) })) }),
      answers: oneBatchAnswer(200, z.strictObject({})),
    },
    {
      method: 'POST',
      path: describedPath(`${pair}/batch/labels/archive`),
      query: {},
      request: typedPairs,
      answers: oneBatchAnswer(200, z.strictObject({})),
    },
  ],
);

const definitions = describedIn(
  'CRM/Associations Schema/Rollouts/130902/2026-09/associationsSchema.json',
  '245aa1f9c5b465ce320a0dfdda193e6eaabb16a7',
  [
    {
      method: 'GET',
      path: describedPath(`${pair}/labels`),
      query: {},
      answers: { 200: z.strictObject({ results: z.array(labelledType) }) },
    },
    {
      method: 'GET',
      path: describedPath('/crm/associations/{version}/definitions/configurations/all'),
      query: {},
      answers: {
        200: z.strictObject({
          results: z.array(
            z.strictObject({
              category,
              typeId: int32,
              label: z.string().optional(),
              userEnforcedMaxToObjectIds: int32.optional(),
            }),
          ),
        }),
      },
    },
  ],
);

export const describedAssociations = [...records, ...definitions];
