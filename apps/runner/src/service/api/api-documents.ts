import { z } from 'zod';
import {
  configurationDifferenceSchema,
  configurationDocumentSchema,
} from '../../operations/documents/configuration-document.ts';
import { conflictSchema } from '../../operations/documents/conflicts-document.ts';
import { authorizationDocumentSchema } from '../../operations/documents/connect-document.ts';
import { connectionsDocumentSchema } from '../../operations/documents/connections-document.ts';
import { brakeSchema } from '../../operations/documents/document-parts.ts';
import { documentJsonSchemas } from '../../operations/documents/document-schemas.ts';
import {
  causeSchema,
  failureSchema,
  foundRecordSchema,
  holdSchema,
} from '../../operations/documents/lists-document.ts';
import {
  compatibleDocumentSchema,
  objectDocumentSchema,
  objectsDocumentSchema,
  proposalDocumentSchema,
} from '../../operations/documents/objects-document.ts';
import { failingRecordSchema, heldRecordSchema, operationSchema } from '../../operations/documents/run-document.ts';
import { runSchema, writeSchema } from '../../operations/documents/runs-document.ts';
import {
  associationChoicesDocumentSchema,
  fieldPairsDocumentSchema,
  keyDocumentSchema,
  objectPairsDocumentSchema,
  referenceChoicesDocumentSchema,
} from '../../operations/documents/set-up-document.ts';
import { syncsDocumentSchema } from '../../operations/documents/syncs-document.ts';
import { requesterSchema } from '../../session/requester.ts';
import { roles } from '../access/roles.ts';
import { problemSchema } from './api-problem.ts';
import { jobKinds } from './jobs.ts';

const version = z.literal(1);
const moment = z.number();

/** A page of a list; `next` is the `after` of the next one, `null` on the last. */
const page = <Schema extends z.ZodType>(item: Schema) =>
  z.strictObject({ version, items: z.array(item), next: z.string().nullable() });

/** The same of a list whose length is known. */
const countedPage = <Schema extends z.ZodType>(item: Schema) => page(item).extend({ total: z.number() });

/** A page that is found by its offset. */
const part = <Schema extends z.ZodType>(item: Schema) =>
  z.strictObject({ version, total: z.number(), items: z.array(item) });

const list = <Schema extends z.ZodType>(item: Schema) => z.strictObject({ version, items: z.array(item) });

const accessToken = {
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
};

const jobStatus = z.enum(['waiting', 'running', 'done', 'failed']);

const job = {
  id: z.string(),
  kind: z.enum(jobKinds),
  /** Name of the token that asked for it. */
  by: z.string(),
  status: jobStatus,
  askedAt: moment,
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
  progress: z.string().nullable(),
  problem: problemSchema.nullable(),
};

const told = { at: moment, workspace: z.string() };
const ofRun = { ...told, pair: z.string() };

/** The data of server-sent events. */
const event = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run-started'), ...ofRun, syncs: z.array(z.string()), requester: requesterSchema }),
  z.strictObject({ kind: z.literal('run-progress'), ...ofRun, line: z.string() }),
  z.strictObject({
    kind: z.literal('run-ended'),
    ...ofRun,
    syncs: z.array(z.string()),
    outcome: z.enum(['done', 'attention', 'stopped', 'failed', 'interrupted']),
    run: z.string().nullable(),
    message: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('state-changed'), ...told }),
  z.strictObject({ kind: z.literal('configuration-changed'), ...told, isTaken: z.boolean() }),
  z.strictObject({ kind: z.literal('workspace-changed'), ...told, served: z.boolean() }),
  z.strictObject({
    kind: z.literal('job'),
    ...told,
    job: z.string(),
    status: jobStatus,
    progress: z.string().nullable(),
  }),
]);

/** What the API tells and no command prints. */
export const apiSchemas = {
  problem: problemSchema,
  event,
  authorization: authorizationDocumentSchema.extend({ version }),
  session: z.strictObject({
    version,
    name: z.string(),
    role: z.enum(roles),
    /** What a page sends as `X-CSRF-Token` with every write. `null`: a token needs none. */
    csrf: z.string().nullable(),
    expiresAt: moment.nullable(),
  }),
  'signed-out': z.strictObject({ version, signedOut: z.literal(true) }),
  setup: z.strictObject({
    version,
    needed: z.boolean(),
    /** Where a browser goes to sign in at a provider. `null`: people sign in with tokens alone. */
    signIn: z.string().nullable(),
  }),
  workspaces: z.strictObject({
    version,
    workspaces: z.array(z.strictObject({ name: z.string(), served: z.boolean() })),
  }),
  syncs: syncsDocumentSchema.extend({ version }),
  connections: connectionsDocumentSchema.extend({ version }),
  configuration: configurationDocumentSchema.extend({ version }),
  'configuration-difference': configurationDifferenceSchema.extend({ version }),
  objects: objectsDocumentSchema.extend({ version }),
  object: objectDocumentSchema.extend({ version }),
  compatible: compatibleDocumentSchema.extend({ version }),
  proposal: proposalDocumentSchema.extend({ version }),
  'object-pairs': objectPairsDocumentSchema.extend({ version }),
  key: keyDocumentSchema.extend({ version }),
  'field-pairs': fieldPairsDocumentSchema.extend({ version }),
  'association-choices': associationChoicesDocumentSchema.extend({ version }),
  'reference-choices': referenceChoicesDocumentSchema.extend({ version }),
  names: z.strictObject({ version, syncs: z.array(z.string()) }),
  runs: page(runSchema),
  run: runSchema.extend({ version }),
  writes: page(writeSchema),
  released: z.strictObject({
    version,
    /** So many records are tried again. */
    released: z.number(),
    /** Of those that were named, those that nobody knows. */
    unknown: z.array(z.string()),
    /** The syncs that the service runs now. */
    syncs: z.array(z.string()),
  }),
  failing: countedPage(failureSchema),
  causes: list(causeSchema),
  excluded: countedPage(holdSchema),
  brakes: list(brakeSchema.extend({ sync: z.string() })),
  records: list(foundRecordSchema),
  'conflict-page': countedPage(conflictSchema),
  job: z.strictObject({ version, ...job }),
  jobs: list(z.strictObject(job)),
  operations: part(operationSchema),
  'planned-held': part(heldRecordSchema),
  'planned-failing': part(failingRecordSchema),
  tokens: z.strictObject({ version, tokens: z.array(z.strictObject(accessToken)) }),
  'made-token': z.strictObject({ version, ...accessToken, token: z.string() }),
} as const;

/** Documents of commands, and under which name the API has them. */
const shownDocuments = {
  status: 'status',
  record: 'record',
  review: 'review',
  'review-decision': 'review-decision',
  forget: 'forget',
  plan: 'plan',
  drift: 'drift',
  map: 'map',
  workers: 'workers',
  check: 'check',
  suggestions: 'check-suggest',
  fixes: 'check-fix',
  rehearsal: 'rehearse',
  resolution: 'conflicts-resolve',
  'undo-plan': 'undo',
  undo: 'undo',
} as const;
type ShownDocument = keyof typeof shownDocuments | keyof typeof apiSchemas;

/** The schemas that the OpenAPI document names, as JSON Schemas: those of the commands are the ones that `--json` is described by. */
export function componentSchemas(): Readonly<Record<string, object>> {
  const ofCommands: Readonly<Record<string, object>> = documentJsonSchemas();
  const own: readonly (readonly [string, object])[] = Object.entries(apiSchemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, {
      override: ({ jsonSchema }) => {
        delete jsonSchema.readOnly;
      },
    }),
  ]);
  const shown: readonly (readonly [string, object])[] = Object.entries(shownDocuments).map(([name, command]) => [
    name,
    ofCommands[command] ?? {},
  ]);
  return Object.fromEntries([...own, ...shown].map(([name, schema]) => [name, withoutDialect(schema)]));
}

const withoutDialect = (schema: object): object =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'readOnly'));

const referTo = (name: ShownDocument) => ({ $ref: `#/components/schemas/${name}` });

/** What a route answers, as the OpenAPI document has it. */
type Answers = Record<string, { description: string; content?: Record<string, { schema: { $ref: string } }> }>;

/** Whatever is no success. */
export const problemAnswer = {
  description: 'Why it was not done.',
  content: { 'application/problem+json': { schema: referTo('problem') } },
};

/** The answers of a route, for its description. */
export const answersWith = (name: ShownDocument, status: 200 | 202 = 200): Answers => ({
  [status]: {
    description: status === 202 ? 'It is at work, or will be.' : 'As asked.',
    content: { 'application/json': { schema: referTo(name) } },
  },
  default: problemAnswer,
});
