import { type Description, listOf, type Node, nodeOf, resolve, textOf } from './read-description.ts';
import { type Shape, shapeOf } from './schema-shape.ts';

export type Paging =
  | { readonly kind: 'cursor'; readonly parameter: string; readonly next: string }
  | {
      readonly kind: 'page' | 'offset';
      readonly parameter: string;
      readonly sizeParameter: string;
      readonly size: number;
    };

/** A list of records that the API gives, and the calls around it. */
export interface Collection {
  /** `pets` */
  readonly name: string;
  readonly path: string;
  /** The property of the answer that holds the list. `null`: the answer is the list. */
  readonly items: string | null;
  readonly item: Shape;
  readonly paging: Paging | null;
  /** The query parameter that leaves out what has not changed since. */
  readonly since: string | null;
  /** Query parameters and parameters of the path without which there is no list. */
  readonly needs: readonly string[];
  /** With `{id}` where the record's id goes. */
  readonly itemPath: string | null;
  readonly read: boolean;
  readonly create: string | null;
  readonly update: string | null;
  readonly archive: string | null;
  /** Properties that a create has to carry. */
  readonly required: ReadonlySet<string>;
}

/** Every list of objects among the paths, by name. Of two with one name the one that needs less. */
export function findCollections({ root, paths }: Description): ReadonlyMap<string, Collection> {
  const found = new Map<string, Collection>();
  for (const [path, value] of Object.entries(paths)) {
    const operations = resolve(root, value).node;
    const list = listedBy(root, operations.get);
    if (list === null) continue;
    const collection = collectionAt({ root, paths }, path, operations, list);
    const other = found.get(collection.name);
    if (other === undefined || other.needs.length > collection.needs.length) found.set(collection.name, collection);
  }
  return found;
}

interface Listed {
  readonly items: string | null;
  readonly item: Shape;
  readonly answer: Shape;
}

/** The list of objects that a GET answers: alone, or as the only list in an object. */
function listedBy(root: Node, operation: unknown): Listed | null {
  const responses = nodeOf(nodeOf(operation).responses);
  const [, response] = Object.entries(responses).find(([status]) => /^2/.test(status)) ?? [];
  const answer = shapeOf(root, jsonSchema(resolve(root, response).node));
  const itemOf = (shape: Shape): Shape | null => {
    if (shape.type !== 'array') return null;
    const item = shapeOf(root, shape.items);
    return item.properties.size > 0 ? item : null;
  };
  const direct = itemOf(answer);
  if (direct !== null) return { items: null, item: direct, answer };
  const lists = [...answer.properties].flatMap(([name, property]) => {
    const item = itemOf(shapeOf(root, property));
    return item === null ? [] : [{ items: name, item, answer }];
  });
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

const jsonSchema = (node: Node): unknown => {
  const content = nodeOf(node.content);
  const type = Object.keys(content).find((name) => /\bjson\b/.test(name));
  return type === undefined ? undefined : nodeOf(content[type]).schema;
};

function collectionAt(description: Description, path: string, operations: Node, listed: Listed): Collection {
  const { root, paths } = description;
  const bare = path.replace(/\/$/, '').replace(/\.json$/, '');
  const name = bare.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? 'records';
  const parameters = [...listOf(operations.parameters), ...listOf(nodeOf(operations.get).parameters)].map(
    (parameter) => resolve(root, parameter).node,
  );
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const itemPath = Object.keys(paths).find((other) => {
    return other.startsWith(`${bare}/{`) && /^\{[^/]*\}(?:\.json)?\/?$/.test(other.slice(bare.length + 1));
  });
  const itemOperations = itemPath === undefined ? {} : resolve(root, paths[itemPath]).node;
  const update = ['patch', 'put', 'post'].find((method) => itemOperations[method] !== undefined);
  const body = shapeOf(root, jsonSchema(resolve(root, nodeOf(operations.post).requestBody).node));
  const needed = parameters.filter(
    ({ in: place, required }) => required === true && (place === 'query' || place === 'path'),
  );
  return {
    name,
    path,
    items: listed.items,
    item: listed.item,
    paging: pagingOf(root, queries, listed.answer),
    since: named(queries, /^(?:updated|modified|changed)_?(?:since|after|gte?|from)$|^since$/i),
    needs: needed.flatMap(({ name: parameter }) => textOf(parameter) ?? []),
    itemPath:
      itemPath === undefined
        ? null
        : `${itemPath.slice(0, bare.length)}/${itemPath.slice(bare.length + 1).replace(/\{[^{}]*\}/, '{id}')}`,
    read: itemOperations.get !== undefined,
    create: operations.post === undefined ? null : 'POST',
    update: update?.toUpperCase() ?? null,
    archive: itemOperations.delete === undefined ? null : 'DELETE',
    required: body.required,
  };
}

const named = (parameters: readonly Node[], pattern: RegExp): string | null =>
  parameters.flatMap(({ name }) => textOf(name) ?? []).find((name) => pattern.test(name)) ?? null;

const sizePattern = /^(?:limit|size|count|per_?page|page_?size|page_?limit|max_?results)$/i;
const nextPattern = /^next(?:_?(?:cursor|page_?token|token|after))?$|^(?:cursor|after)$/i;

/** As its query parameters and its answer suggest. `null`: everything comes at once, or in a way that is not seen. */
function pagingOf(root: Node, queries: readonly Node[], answer: Shape): Paging | null {
  const cursor = named(queries, /^(?:page_?)?(?:cursor|token)$|^after$|^starting_?after$/i);
  const next = nextIn(root, answer, 2);
  if (cursor !== null && next !== null) return { kind: 'cursor', parameter: cursor, next };
  const sizeParameter = named(queries, sizePattern);
  if (sizeParameter === null) return null;
  const limit = shapeNode(root, queries, sizeParameter);
  const size =
    typeof limit.maximum === 'number' ? limit.maximum : typeof limit.default === 'number' ? limit.default : 100;
  for (const [kind, pattern] of [
    ['offset', /^(?:offset|skip|start)$/i],
    ['page', /^page(?:_?number)?$/i],
  ] as const) {
    const parameter = named(queries, pattern);
    if (parameter !== null) return { kind, parameter, sizeParameter, size };
  }
  return null;
}

function shapeNode(root: Node, queries: readonly Node[], name: string): Node {
  return resolve(root, queries.find((query) => query.name === name)?.schema).node;
}

/** Where the answer names its next page: `paging.next` */
function nextIn(root: Node, answer: Shape, depth: number): string | null {
  for (const [name, property] of answer.properties) {
    const shape = shapeOf(root, property);
    if (shape.type === 'string' && nextPattern.test(name)) return name;
    const inner = shape.type === 'object' && depth > 0 ? nextIn(root, shape, depth - 1) : null;
    if (inner !== null) return `${name}.${inner}`;
  }
  return null;
}
