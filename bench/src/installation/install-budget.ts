import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.strictObject({ packages: z.int().positive(), megabytes: z.number().positive() });

/** What `linkwright` with three connectors may take at most. */
export const installBudget = schema.parse(
  JSON.parse(readFileSync(new URL('../../install-budget.json', import.meta.url), 'utf8')),
);

/** The packages that it counts for. */
export const budgetedPackages = [
  'linkwright',
  '@linkwright/connector-hubspot',
  '@linkwright/connector-airtable',
  '@linkwright/connector-kintone',
] as const;
