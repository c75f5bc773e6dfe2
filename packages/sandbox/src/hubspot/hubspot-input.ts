import { z } from 'zod';
import type { SandboxRequest } from '../sandbox-app.ts';
import { HubspotFailure } from './hubspot-errors.ts';

/** Ids are sent as texts or as numbers. */
export const idInput = z.union([z.string(), z.number()]).transform(String);

export const sentValueInput = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const propertiesInput = z.record(z.string(), sentValueInput);

/** The body of a request under this schema, or the vendor's 400. */
export function readBody<Schema extends z.ZodType>(request: SandboxRequest, schema: Schema): z.output<Schema> {
  let sent: unknown;
  try {
    sent = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw invalidJson('column 1: Cannot deserialize the body: it is not JSON');
  }
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  const missing = result.error.issues.filter((issue) => isAbsent(sent, issue.path));
  if (missing.length > 0) {
    const names = missing.map((issue) => String(issue.path.at(-1) ?? 'body'));
    throw invalidJson(`column 2. Some required fields were not set: [${[...new Set(names)].join(', ')}]`);
  }
  const [issue] = result.error.issues;
  throw invalidJson(`column 2: Cannot deserialize the value of ${issue?.path.join('.') || 'the body'}`);
}

function invalidJson(reason: string): HubspotFailure {
  return new HubspotFailure(400, { message: `Invalid input JSON on line 1, ${reason}` });
}

function isAbsent(sent: unknown, path: readonly PropertyKey[]): boolean {
  let value = sent;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Reflect.get(value, key);
  }
  return value === undefined;
}

/** A list in the query: commas and repeated parameters both count. `name[]` is another parameter, and ignored. */
export function readList(query: URLSearchParams, name: string): readonly string[] | undefined {
  if (!query.has(name)) return undefined;
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

export function readFlag(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}

export function readLimit(query: URLSearchParams, standard: number, maximum: number): number {
  const text = query.get('limit');
  if (text === null || text === '') return standard;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maximum) return limit;
  throw new HubspotFailure(400, {
    message: `Invalid limit ${text}: it must be a number from 1 to ${maximum}`,
    category: 'VALIDATION_ERROR',
  });
}
