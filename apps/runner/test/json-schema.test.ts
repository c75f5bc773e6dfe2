import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';
import { documentJsonSchemas } from '../src/operations/documents/document-schemas.ts';
import { openApiDocument } from '../src/service/api/open-api-document.ts';

it('is shipped as it is generated (if not: pnpm --filter linkwright schema)', async () => {
  const shipped: unknown = JSON.parse(
    await readFile(new URL('../schema/linkwright.schema.json', import.meta.url), 'utf8'),
  );
  expect(shipped).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
});

it.each(Object.entries(documentJsonSchemas()))(
  'is shipped for what %s --json prints (if not: pnpm --filter linkwright schema)',
  async (name, schema) => {
    const file = new URL(`../schema/json/${name}.schema.json`, import.meta.url);
    const shipped: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(shipped).toEqual(JSON.parse(JSON.stringify(schema)));
  },
);

it('is shipped for the API (if not: pnpm --filter linkwright schema)', async () => {
  const shipped: unknown = JSON.parse(await readFile(new URL('../schema/openapi.json', import.meta.url), 'utf8'));
  expect(shipped).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

it('has a client whose types are made from it (if not: pnpm --filter linkwright schema)', async () => {
  const shipped = await readFile(new URL('../schema/openapi.json', import.meta.url), 'utf8');
  const types = await readFile(new URL('../../../api-client/src/open-api.ts', import.meta.url), 'utf8');
  expect(types.split('\n')[0]).toContain(createHash('sha256').update(shipped).digest('hex'));
});
