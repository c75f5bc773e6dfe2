import { mkdir, writeFile } from 'node:fs/promises';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';

/** Writes the JSON Schema that the package ships for editors. A test says when it is out of date. */
const folder = new URL('../schema/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('linkwright.schema.json', folder), `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
