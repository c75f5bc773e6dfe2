import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A thousand files are checked by the same few schemas. */
const known = new WeakMap<z.ZodType, JsonSchema | null>();

/** What a schema accepts, as JSON Schema; `null` where it cannot be said. */
export function toJsonSchema(schema: z.ZodType): JsonSchema | null {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const made = makeJsonSchema(schema);
  known.set(schema, made);
  return made;
}

function makeJsonSchema(schema: z.ZodType): JsonSchema | null {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  } catch {
    // A third party's schema may use a zod of its own that this one cannot look into; then there are no hints.
    return null;
  }
}

export interface KnownKeys {
  readonly keys: readonly string[];
  /** May other keys stand beside them? */
  readonly open: boolean;
}

/** The keys that may stand at a path, of all alternatives together. */
export function knownKeys(schema: JsonSchema | null, path: readonly PropertyKey[]): KnownKeys {
  const nodes = schemasAt(schema, path);
  return {
    keys: [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))],
    open: nodes.every((node) => node.properties === undefined) || nodes.some((node) => isOpen(node)),
  };
}

/** What may stand at a path, every alternative of it. */
export function schemasAt(schema: JsonSchema | null, path: readonly PropertyKey[]): readonly JsonSchema[] {
  let nodes = schema ? alternatives(schema) : [];
  for (const segment of path) {
    nodes = nodes.flatMap((node) => step(node, segment)).flatMap(alternatives);
  }
  return nodes;
}

const isOpen = (node: JsonSchema): boolean =>
  node.additionalProperties === true ||
  (typeof node.additionalProperties === 'object' && node.additionalProperties !== null);

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function alternatives(schema: JsonSchema): JsonSchema[] {
  const nested = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].filter(isSchema);
  return [schema, ...nested.flatMap(alternatives)];
}

function step(schema: JsonSchema, segment: PropertyKey): JsonSchema[] {
  if (typeof segment === 'number') {
    const items = Array.isArray(schema.items) ? schema.items[segment] : schema.items;
    return isSchema(items) ? [items] : [];
  }
  const property = schema.properties?.[String(segment)] ?? schema.additionalProperties;
  return isSchema(property) ? [property] : [];
}
