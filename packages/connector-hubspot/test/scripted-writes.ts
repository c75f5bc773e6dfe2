import type { RecordChange } from '@linkwright/core';
import { z } from 'zod';
import type { ScriptedRequest } from './scripted-hubspot.ts';

const inputsSchema = z.object({
  inputs: z.array(
    z.looseObject({
      id: z.string().optional(),
      objectWriteTraceId: z.string().optional(),
      properties: z.record(z.string(), z.string()).default({}),
      associations: z.array(z.looseObject({ to: z.object({ id: z.string() }) })).optional(),
    }),
  ),
});
export const inputsOf = (request: ScriptedRequest) => inputsSchema.parse(request.body).inputs;

export const create = (writeId: string, fields: Record<string, string> = { firstname: writeId }): RecordChange => ({
  kind: 'create',
  writeId,
  fields,
});
export const update = (id: string, fields: Record<string, string | null> = { firstname: 'x' }): RecordChange => ({
  kind: 'update',
  writeId: `u${id}`,
  id,
  fields,
});
