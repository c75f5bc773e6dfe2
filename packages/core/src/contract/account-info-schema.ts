import { z } from 'zod';
import { idSchema as id } from './id-schema.ts';

export const accountInfoSchema = z.looseObject({
  accountId: id,
  name: z.string(),
  timeZone: z.string().exactOptional(),
});

const lacking = z.array(id).exactOptional();

export const objectRightsSchema = z.looseObject({
  object: id,
  read: lacking,
  create: lacking,
  update: lacking,
  users: lacking,
});
