import { mkdir, writeFile } from 'node:fs/promises';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';
import { documentJsonSchemas } from '../src/operations/documents/document-schemas.ts';
import { openApiDocument } from '../src/service/api/open-api-document.ts';

/** Writes the JSON Schemas that the package ships for editors and for scripts. A test says when one is out of date. */
const folder = new URL('../schema/', import.meta.url);
await mkdir(folder, { recursive: true });
const write = (name: string, schema: object): Promise<void> =>
  writeFile(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
await write('linkwright.schema.json', configurationJsonSchema());
await mkdir(new URL('json/', folder), { recursive: true });
for (const [name, schema] of Object.entries(documentJsonSchemas())) await write(`json/${name}.schema.json`, schema);
await write('openapi.json', openApiDocument());
