import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const document = await readFile(new URL('../../apps/runner/schema/openapi.json', import.meta.url), 'utf8');
// A test compares it, so that nobody forgets to make the types again.
const origin = `// Made from apps/runner/schema/openapi.json: ${createHash('sha256').update(document).digest('hex')}\n`;
const types = astToString(await openapi(document, { exportType: true }));
await writeFile(new URL('../src/open-api.ts', import.meta.url), origin + types);
