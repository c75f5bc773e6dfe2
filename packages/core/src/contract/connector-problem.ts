import { z } from 'zod';
import type { AppConnection } from './app-connection.ts';
import { capabilitiesSchema } from './capabilities-schema.ts';
import { type Connector, contractVersion } from './connector.ts';
import { idSchema as id } from './id-schema.ts';
import { describeIssues } from './parse-answer.ts';

/*
 * A connector is third-party code, and its answers cross a border. Unknown additions pass: a newer connector may say
 * more than this release knows.
 */

const rateLimitSchema = z.looseObject({ requests: z.number().positive(), perMs: z.number().positive() });

const isFunction = (value: unknown): boolean => typeof value === 'function';

const hostPattern = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const connectorSchema = z.looseObject({
  contractVersion: z.literal(contractVersion, `expected ${contractVersion}, the version of the contract`),
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  displayName: z.string().min(1),
  // Not `instanceof`: the connector brings its own copy of zod.
  settings: z.custom(
    (value) => typeof value === 'object' && value !== null && 'safeParse' in value && isFunction(value.safeParse),
    'expected a zod schema',
  ),
  capabilities: capabilitiesSchema,
  rateLimits: z.record(id, rateLimitSchema),
  plans: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        calls: z.int().positive(),
        per: z.enum(['day', 'month']),
        of: z.string().min(1),
      }),
    )
    .optional(),
  connect: z.custom(isFunction, 'expected a function'),
  hosts: z
    .array(z.string().regex(hostPattern, 'expected host names, such as api.example.com or *.example.com'))
    .optional(),
  oauth: z
    .looseObject({
      scopes: z.array(z.string()),
      isUsedBy: z.custom(isFunction, 'expected a function'),
      authorizationUrl: z.custom(isFunction, 'expected a function'),
      redeem: z.custom(isFunction, 'expected a function'),
      describe: z.custom(isFunction, 'expected a function'),
      renew: z.custom(isFunction, 'expected a function'),
      revoke: z.custom(isFunction, 'expected a function'),
    })
    .optional(),
});

/**
 * Why a package's default export is no connector that this release can use, in words for the package's author. `null`:
 * it is one.
 */
export function connectorProblem(value: unknown): string | null {
  if (value === undefined) return 'the package has no default export; export a connector made by defineConnector';
  const parsed = connectorSchema.safeParse(value);
  return parsed.success ? null : `its default export is no connector: ${describeIssues(parsed.error)}`;
}

export function isConnector(value: unknown): value is Connector<unknown> {
  return connectorProblem(value) === null;
}

const requiredMembers: readonly (keyof AppConnection)[] = [
  'check',
  'listObjects',
  'describeObjects',
  'readChanges',
  'readRecords',
  'findByKey',
  'listIds',
  'readAssociations',
  'write',
  'close',
];

/** Why what `connect` returned is no connection: the members that are missing. `null`: it is one. */
export function connectionProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'connect did not return a connection';
  const missing = requiredMembers.filter((member) => !isFunction(Reflect.get(value, member)));
  if (missing.length > 0) return `the connection lacks ${missing.join(', ')}`;
  return hintsProblem(Reflect.get(value, 'hints'));
}

const hintMembers = { pull: ['open', 'read', 'close'], push: ['receive'] } as const;

function hintsProblem(hints: unknown): string | null {
  if (hints === undefined) return null;
  if (typeof hints !== 'object' || hints === null) return 'the hints of the connection are no object';
  let ways = 0;
  for (const [way, members] of Object.entries(hintMembers)) {
    const member: unknown = Reflect.get(hints, way);
    if (member === undefined) continue;
    ways += 1;
    const lacking =
      typeof member === 'object' && member !== null
        ? members.filter((name) => !isFunction(Reflect.get(member, name)))
        : members;
    if (lacking.length > 0) return `hints.${way} of the connection lacks ${lacking.join(', ')}`;
    if (way === 'pull' && !(Number(Reflect.get(Object(member), 'everyMs')) > 0)) {
      return 'hints.pull.everyMs of the connection is no number of milliseconds above 0';
    }
  }
  return ways === 0 ? 'the hints of the connection have neither pull nor push' : null;
}
