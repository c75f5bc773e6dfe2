import { z } from 'zod';
import { documentJsonSchemas } from '../../operations/documents/document-schemas.ts';
import { problemSchema } from './api-problem.ts';
import { roles } from './roles.ts';

const version = z.literal(1);
const moment = z.number();
const record = {
  sync: z.string(),
  side: z.enum(['left', 'right']),
  connection: z.string(),
  id: z.string(),
  label: z.string(),
};

/** What the API tells and no command prints. */
export const apiSchemas = {
  problem: problemSchema,
  workspaces: z.strictObject({
    version,
    workspaces: z.array(z.strictObject({ name: z.string(), served: z.boolean() })),
  }),
  syncs: z.strictObject({
    version,
    syncs: z.array(
      z.strictObject({
        name: z.string(),
        enabled: z.boolean(),
        left: z.strictObject({ connection: z.string(), object: z.string() }),
        right: z.strictObject({ connection: z.string(), object: z.string() }),
      }),
    ),
  }),
  names: z.strictObject({ version, syncs: z.array(z.string()) }),
  failing: z.strictObject({
    version,
    total: z.number(),
    items: z.array(
      z.strictObject({
        ...record,
        code: z.string(),
        category: z.string(),
        field: z.string().nullable(),
        message: z.string(),
        remedy: z.string(),
        attempts: z.number(),
        since: moment,
        nextAt: moment,
      }),
    ),
  }),
  excluded: z.strictObject({
    version,
    total: z.number(),
    items: z.array(z.strictObject({ ...record, reason: z.string(), text: z.string(), since: moment })),
  }),
  job: z.strictObject({
    version,
    id: z.string(),
    kind: z.enum(['plan', 'drift']),
    status: z.enum(['running', 'done', 'failed']),
    startedAt: moment,
    endedAt: moment.nullable(),
    progress: z.string().nullable(),
    problem: problemSchema.nullable(),
  }),
  tokens: z.strictObject({
    version,
    tokens: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        role: z.enum(roles),
        createdAt: moment,
        expiresAt: moment.nullable(),
        lastUsedAt: moment.nullable(),
      }),
    ),
  }),
} as const;

const shownDocuments = ['status', 'record', 'conflicts', 'review', 'review-decision', 'plan', 'drift'] as const;
type ShownDocument = (typeof shownDocuments)[number] | keyof typeof apiSchemas | 'operations';

/** The schemas that the OpenAPI document names, as JSON Schemas: those of the commands are the ones that `--json` is described by. */
export function componentSchemas(): Readonly<Record<string, object>> {
  const ofCommands: Readonly<Record<string, object>> = documentJsonSchemas();
  const own: readonly (readonly [string, object])[] = Object.entries(apiSchemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema),
  ]);
  const shown: readonly (readonly [string, object])[] = shownDocuments.map((name) => [name, ofCommands[name] ?? {}]);
  const operations = {
    type: 'object',
    properties: {
      version: { const: 1 },
      total: { type: 'number' },
      items: { type: 'array', items: { type: 'object' } },
    },
    required: ['version', 'total', 'items'],
  };
  const all: readonly (readonly [string, object])[] = [...own, ...shown, ['operations', operations]];
  return Object.fromEntries(all.map(([name, schema]) => [name, withoutDialect(schema)]));
}

const withoutDialect = (schema: object): object =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'readOnly'));

const referTo = (name: ShownDocument) => ({ $ref: `#/components/schemas/${name}` });

/** What a route answers, as the OpenAPI document has it. */
type Answers = Record<string, { description: string; content?: Record<string, { schema: { $ref: string } }> }>;

/** The answers of a route, for its description. */
export const answersWith = (name: ShownDocument, status: 200 | 202 = 200): Answers => ({
  [status]: {
    description: status === 202 ? 'It is at work.' : 'As asked.',
    content: { 'application/json': { schema: referTo(name) } },
  },
  default: {
    description: 'Why it was not done.',
    content: { 'application/problem+json': { schema: referTo('problem') } },
  },
});
