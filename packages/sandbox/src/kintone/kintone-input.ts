import { z } from 'zod';
import type { SandboxRequest } from '../sandbox-app.ts';
import { illegalRequest, invalidInput, KintoneFailure, requiredParameter } from './kintone-errors.ts';

/** Ids, revisions and counts are taken as texts or as numbers, and are whole. */
export const numberInput = z
  .union([z.number(), z.string().regex(/^-?\d+$/)])
  .transform(Number)
  .refine(Number.isSafeInteger, 'The value must be an integer.');

export const idInput = numberInput.refine((id) => id >= 1, 'must be greater than or equal to 1');

export const revisionInput = numberInput.refine((revision) => revision >= -1, 'must be greater than or equal to -1');

export const flagInput = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/**
 * What a call was sent: the query of GET and DELETE, or a body of JSON, which every method may have.
 *
 * A GET that announces JSON and brings none is refused: clients that send a content type by default meet this.
 */
export function paramsOf(request: SandboxRequest, method: string): unknown {
  const announced = /\bjson\b/i.test(request.headers['content-type'] ?? '');
  if (method === 'GET' || method === 'DELETE') {
    if (request.body.length === 0) {
      if (announced && method === 'GET') throw illegalRequest();
      return paramsOfQuery(request.query);
    }
  }
  if (!announced) throw illegalRequest();
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new KintoneFailure(400, 'CB_IJ01', 'Invalid JSON string.');
  }
}

/** `fields[0]=A&fields[1]=B` is a list, `fields[]=A` too. */
function paramsOfQuery(query: URLSearchParams): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  const lists = new Map<string, string[]>();
  for (const [key, value] of query) {
    const name = /^([^[\]]+)\[\d*\]$/.exec(key)?.[1];
    if (name === undefined) {
      params[key] = value;
      continue;
    }
    const list = lists.get(name) ?? [];
    list.push(value);
    lists.set(name, list);
  }
  for (const [name, list] of lists) params[name] = list;
  return params;
}

/** The parameters under this schema, or the vendor's refusal with every violation by its place. */
export function readParams<Schema extends z.ZodType>(params: unknown, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const errors: Record<string, string[]> = {};
  for (const issue of result.error.issues) {
    const key = placeOf(issue.path);
    const message = isAbsent(params, issue.path) ? requiredParameter : messageOf(issue);
    errors[key] = [...(errors[key] ?? []), message];
  }
  throw invalidInput(errors);
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'custom' || issue.code === 'too_big' || issue.code === 'too_small'
    ? issue.message
    : 'The value is invalid.';
}

/** `records[3].id` */
function placeOf(path: readonly PropertyKey[]): string {
  let place = '';
  for (const key of path) place += typeof key === 'number' ? `[${key}]` : `${place === '' ? '' : '.'}${String(key)}`;
  return place;
}

function isAbsent(params: unknown, path: readonly PropertyKey[]): boolean {
  let value = params;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Reflect.get(value, key);
  }
  return value === undefined || value === null;
}
