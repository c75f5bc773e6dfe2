import { z } from 'zod';
import { acceptPlaceholders } from './accept-placeholders.ts';
import { configurationSchema } from './configuration-schema.ts';
import type { JsonSchema } from './known-keys.ts';

/** For editors: completion and checks while typing. Generated from what `loadConfiguration` checks with. */
export function configurationJsonSchema(): JsonSchema {
  return {
    title: 'linkwright.yaml',
    description: 'Which records of two apps, and which associations between them, Linkwright keeps in step.',
    ...acceptPlaceholders(z.toJSONSchema(configurationSchema, { io: 'input' })),
  };
}
