import { z } from 'zod';
import { configurationSchema } from './configuration-schema.ts';

/** For editors: completion and checks while typing. Generated from what `loadConfiguration` checks with. */
export function configurationJsonSchema(): object {
  return {
    title: 'linkwright.yaml',
    description: 'Which records of two apps, and which associations between them, Linkwright keeps in step.',
    ...z.toJSONSchema(configurationSchema, { io: 'input' }),
  };
}
