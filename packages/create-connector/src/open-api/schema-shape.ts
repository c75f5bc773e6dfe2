import { isNode, listOf, type Node, nodeOf, resolve, textOf } from './read-description.ts';

/** A schema with its references, its `allOf` and its ways to say "or null" taken away. */
export interface Shape {
  /** The schema that it was named by: `#/components/schemas/Pet`. `null`: it stands where it is used. */
  readonly reference: string | null;
  /** `null`: not said, or several. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | null;
  readonly format: string;
  /** Values as texts; empty where anything goes. */
  readonly choices: readonly string[];
  readonly readOnly: boolean;
  readonly maxLength: number | null;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  readonly items: unknown;
}

const types = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;

/** How deep `allOf` and `oneOf` are followed: schemas may name themselves. */
const deepest = 12;

export function shapeOf(root: Node, schema: unknown, depth = 0): Shape {
  const { node, reference } = resolve(root, schema);
  const parts = depth < deepest ? [...listOf(node.allOf), ...onlyChoice(root, node)] : [];
  const shapes = parts.map((part) => shapeOf(root, part, depth + 1));
  const pick = <Value>(own: Value | null, from: (shape: Shape) => Value | null): Value | null =>
    own ?? shapes.map(from).find((value) => value !== null) ?? null;
  const properties = new Map(shapes.flatMap((shape) => [...shape.properties]));
  for (const [name, property] of Object.entries(nodeOf(node.properties))) properties.set(name, property);
  const said = [node.type].flat().filter((type) => type !== 'null');
  const own = types.find((type) => said.length === 1 && said[0] === type) ?? null;
  const ownChoices = [...listOf(node.enum), ...('const' in node ? [node.const] : [])];
  const choices = ownChoices.flatMap((value) => (value === null || isNode(value) ? [] : [String(value)]));
  return {
    reference: reference ?? pick<string>(null, (shape) => shape.reference),
    type: pick(own, (shape) => shape.type) ?? (properties.size > 0 ? 'object' : choices.length > 0 ? 'string' : null),
    format: pick(textOf(node.format), (shape) => shape.format || null) ?? '',
    choices:
      choices.length > 0 ? [...new Set(choices)] : (shapes.find((shape) => shape.choices.length > 0)?.choices ?? []),
    readOnly: node.readOnly === true || shapes.some((shape) => shape.readOnly),
    maxLength: pick(typeof node.maxLength === 'number' ? node.maxLength : null, (shape) => shape.maxLength),
    properties,
    required: new Set([...listOf(node.required).map(String), ...shapes.flatMap((shape) => [...shape.required])]),
    items: node.items ?? shapes.find((shape) => shape.items !== undefined)?.items,
  };
}

/** Of `oneOf` and `anyOf` the one that is left beside `null`. Several: nobody knows which. */
function onlyChoice(root: Node, node: Node): readonly unknown[] {
  const choices = [...listOf(node.oneOf), ...listOf(node.anyOf)].filter(
    (one) => resolve(root, one).node.type !== 'null',
  );
  return choices.length === 1 ? choices : [];
}
