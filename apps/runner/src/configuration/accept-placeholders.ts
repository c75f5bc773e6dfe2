import { isSchema, type JsonSchema } from './known-keys.ts';

const placeholder = '\\$\\{';

/**
 * The same JSON Schema for a file in which nothing is filled in yet: any single value may be written as a placeholder
 * (`${NAME}`), whatever it has to be once that is filled in.
 */
export function acceptPlaceholders(schema: JsonSchema): JsonSchema {
  if (isText(schema)) return schema;
  if (schema.type === 'string' && typeof schema.pattern === 'string' && schema.format === undefined) {
    return { ...schema, pattern: `(?:${schema.pattern})|${placeholder}` };
  }
  if (isSingleValue(schema)) {
    const { description, default: byDefault, writeOnly, ...value } = schema;
    return {
      ...(description !== undefined && { description }),
      ...(byDefault !== undefined && { default: byDefault }),
      ...(writeOnly !== undefined && { writeOnly }),
      anyOf: [value, { type: 'string', pattern: placeholder }],
    };
  }
  return {
    ...schema,
    ...(schema.properties && { properties: mapValues(schema.properties, acceptNested) }),
    ...(schema.additionalProperties !== undefined && {
      additionalProperties: acceptNested(schema.additionalProperties),
    }),
    ...(isSchema(schema.items) && { items: acceptPlaceholders(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(acceptNested) }),
    ...(schema.oneOf && { oneOf: schema.oneOf.map(acceptNested) }),
    ...(schema.allOf && { allOf: schema.allOf.map(acceptNested) }),
  };
}

/** Any text will do, and so will a placeholder. */
const isText = (schema: JsonSchema): boolean =>
  schema.type === 'string' && !('enum' in schema || 'const' in schema || 'pattern' in schema || 'format' in schema);

const isSingleValue = (schema: JsonSchema): boolean =>
  'enum' in schema ||
  'const' in schema ||
  ['string', 'boolean', 'number', 'integer'].some((type) => type === schema.type);

const acceptNested = <Nested extends JsonSchema | boolean>(nested: Nested): JsonSchema | Nested =>
  isSchema(nested) ? acceptPlaceholders(nested) : nested;

const mapValues = <Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
