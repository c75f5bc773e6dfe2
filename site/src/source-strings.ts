import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Expression, type Node, type Program, type Property, parse } from 'acorn';

/** One TypeScript file as acorn sees it. */
export const parseSource = (text: string): Program =>
  parse(stripTypeScriptTypes(text), { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });

/** Every node below one, with itself. */
export function* nodesOf(node: Node): Generator<AnyNode> {
  yield node as AnyNode;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The constants in a part of a file, or in all of it, that are plain texts, by name. */
export type Constants = ReadonlyMap<string, string>;

export function constantsOf(part: Node): Constants {
  const found = new Map<string, string>();
  for (const node of nodesOf(part)) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) continue;
    const [only, ...others] = textsOf(node.init, found);
    if (only !== undefined && others.length === 0) found.set(node.id.name, only);
  }
  return found;
}

/**
 * What an expression may say, with `…` for what only a run knows. Several: it depends on a condition. None: nothing of it can
 * be read.
 */
export function textsOf(expression: Expression | Node, constants: Constants): readonly string[] {
  const node = expression as AnyNode;
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return node.quasis.reduce<readonly string[]>(
        (texts, quasi, index) => {
          const inserted = node.expressions[index - 1];
          const middles = inserted ? orUnknown(textsOf(inserted, constants)) : [''];
          return combine(combine(texts, middles), [quasi.value.cooked ?? '']);
        },
        [''],
      );
    case 'BinaryExpression':
      if (node.operator !== '+' || node.left.type === 'PrivateIdentifier') return [];
      return combine(orUnknown(textsOf(node.left, constants)), orUnknown(textsOf(node.right, constants)));
    case 'ConditionalExpression':
      return [...textsOf(node.consequent, constants), ...textsOf(node.alternate, constants)];
    case 'LogicalExpression':
      return [...textsOf(node.left, constants), ...textsOf(node.right, constants)];
    case 'Identifier': {
      const known = constants.get(node.name);
      return known === undefined ? [] : [known];
    }
    case 'CallExpression':
      // Names that are nearly alike are proposed, or else the known ones listed.
      return node.callee.type === 'Identifier' && ['hint', 'listOfKnown'].includes(node.callee.name)
        ? ['Write a name that is there: the nearest one is proposed, or those that are known are listed.']
        : [];
    default:
      return [];
  }
}

const orUnknown = (texts: readonly string[]): readonly string[] => (texts.length === 0 ? ['…'] : texts);

/** Every ending behind every beginning; of very many, the first. */
const combine = (beginnings: readonly string[], endings: readonly string[]): readonly string[] =>
  beginnings.flatMap((beginning) => endings.map((ending) => beginning + ending)).slice(0, 4);

export const propertyOf = (properties: readonly AnyNode[], name: string): Property | undefined =>
  properties.find(
    (one): one is Property => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === name,
  );
