import { z } from 'zod';
import { idSchema as id } from './id-schema.ts';

export const accountInfoSchema = z.looseObject({
  accountId: id,
  name: z.string(),
  timeZone: z.string().exactOptional(),
});

const calls = z.number().min(0);

export const callUsageSchema = z.looseObject({ used: calls, allowed: calls, resetsAt: z.number().exactOptional() });

const lacking = z.array(id).exactOptional();

export const objectRightsSchema = z.looseObject({
  object: id,
  read: lacking,
  create: lacking,
  update: lacking,
  users: lacking,
});
