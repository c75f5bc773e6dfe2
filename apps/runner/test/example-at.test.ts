import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';
import { configurationSchema } from '../src/configuration/configuration-schema.ts';
import { exampleAt } from '../src/configuration/example-at.ts';
import type { Path } from '../src/configuration/path.ts';

interface Node {
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly additionalProperties?: Node | boolean | undefined;
  readonly items?: Node | undefined;
  readonly anyOf?: readonly Node[] | undefined;
}

const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    additionalProperties: z.union([z.boolean(), nodeSchema]).optional(),
    items: nodeSchema.optional(),
    anyOf: z.array(nodeSchema).optional(),
  }),
);

/** Every place of the file that takes a group or a list. */
function* places(node: Node, path: Path): Generator<Path> {
  if (path.length > 0 && (node.type === 'object' || node.type === 'array')) yield path;
  for (const [key, child] of Object.entries(node.properties ?? {})) yield* places(child, [...path, key]);
  // What a connector's settings hold is its own affair.
  if (typeof node.additionalProperties === 'object' && path.at(-1) !== 'settings')
    yield* places(node.additionalProperties, [...path, 'contacts']);
  if (node.items !== undefined) yield* places(node.items, [...path, 0]);
  for (const child of node.anyOf ?? []) yield* places(child, path);
}

it('every group and list of the file has an example that stands where it is shown', () => {
  const found = [...places(nodeSchema.parse(configurationJsonSchema()), [])];
  expect(found.map((path) => path.join('.'))).toEqual(
    expect.arrayContaining(['connections', 'syncs.contacts.filter.left.contacts.in', 'connections.contacts.deadlines']),
  );
  expect(found.filter((path) => exampleAt(path) === undefined).map((path) => path.join('.'))).toEqual([]);
  for (const path of found) {
    const named = path.filter((segment) => typeof segment === 'string').at(-1);
    expect(Object.keys(parse(exampleAt(path) ?? '')), path.join('.')).toEqual([named]);
  }
});

it('the examples are right', () => {
  const keys = ['left', 'right', 'match', 'fields', 'associations', 'references', 'filter', 'conflicts', 'identity'];
  const lines = (group: string, names: readonly string[]): object =>
    Object.assign({}, ...names.map((key) => parse(exampleAt([group, 'contacts', key]) ?? '')));
  const connection = { connector: 'x', ...lines('connections', ['settings', 'limits', 'deadlines']) };
  const file = { version: 1, connections: { hubspot: connection }, syncs: { contacts: lines('syncs', keys) } };
  expect(configurationSchema.safeParse(file)).toMatchObject({ success: true });
});
