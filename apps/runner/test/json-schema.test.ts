import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';

it('is shipped as it is generated (if not: pnpm --filter linkwright schema)', async () => {
  const shipped: unknown = JSON.parse(
    await readFile(new URL('../schema/linkwright.schema.json', import.meta.url), 'utf8'),
  );
  expect(shipped).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
});
