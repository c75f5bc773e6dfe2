import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

/** Any JSON object, looked into with care: descriptions in the wild keep to no schema. */
export type Node = Readonly<Record<string, unknown>>;

/** An OpenAPI description, 3.0 or 3.1. */
export interface Description {
  readonly paths: Node;
  readonly root: Node;
}

const rootSchema = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) });

/** Reads YAML or JSON. Throws a `UsageError` that says what the file is instead. */
export async function readDescription(path: string): Promise<Description> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError([`--from ${path} cannot be read: ${messageOf(error)}.`]);
  });
  const root = parseText(text, path);
  if (isNode(root) && typeof root.swagger === 'string') {
    throw new UsageError([`--from ${path} is Swagger ${root.swagger}: convert it to OpenAPI 3 first.`]);
  }
  const { data } = rootSchema.safeParse(root);
  if (data === undefined || !/^3\.[01]\b/.test(data.openapi)) {
    const what =
      isNode(root) && typeof root.openapi === 'string' ? `OpenAPI ${root.openapi}` : 'no OpenAPI description';
    throw new UsageError([`--from ${path} is ${what}: 3.0 and 3.1 are understood, as YAML or JSON.`]);
  }
  return { root: data, paths: data.paths };
}

function parseText(text: string, path: string): unknown {
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new UsageError([`--from ${path} is neither YAML nor JSON: ${messageOf(error).split('\n')[0]}.`]);
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const nodeOf = (value: unknown): Node => (isNode(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What a `$ref` leads to, within the file, with its name; anything else as it is. A ref that leads nowhere is empty. */
export function resolve(root: Node, value: unknown): { readonly node: Node; readonly reference: string | null } {
  let node = nodeOf(value);
  let reference: string | null = null;
  const seen = new Set<string>();
  for (let next = textOf(node.$ref); next !== null && !seen.has(next); next = textOf(node.$ref)) {
    seen.add(next);
    reference = next;
    node = next.startsWith('#/') ? nodeOf(lookUp(root, next)) : {};
  }
  return { node, reference };
}

function lookUp(root: Node, reference: string): unknown {
  let value: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    value = nodeOf(value)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}
