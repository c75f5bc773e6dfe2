import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Path } from './path.ts';
import type { Place, PlacedProblem } from './problem.ts';

/** A YAML text that remembers where each of its values stands. */
export interface YamlSource {
  readonly document: Document.Parsed;
  /** Syntax errors, second keys of one name, unknown tags. */
  readonly problems: readonly PlacedProblem[];
  /** Where a path stands. Of a path that is not there, the nearest that is. See `positionOf` of `LoadedConfiguration`. */
  positionOf(path: Path, at?: 'key' | 'value'): Place;
  placeOfNode(node: Node): Place;
}

/** A handful repeats a block here and there; more of them grow into millions of values. */
const maxAliases = 100;

export function parseYaml(text: string): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true, logLevel: 'error' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    // An empty file has no first line for the counter.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const placeOfNode = (node: Node): Place => placeAt(node.range?.[0] ?? 0);
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const seen = new Set<number>();
  const isFirstOfLine = (error: (typeof errors)[number]): boolean => {
    const { line } = placeAt(error.pos[0]);
    const isFirst = !seen.has(line);
    seen.add(line);
    return isFirst;
  };
  // What is wrong with the rest of a line mostly follows from its first fault.
  const problems = errors.filter(isFirstOfLine).map((error): PlacedProblem => {
    const place = placeAt(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^\s:,}]*/.exec(text.slice(error.pos[0]))?.[0] ?? '';
      return {
        code: 'duplicate-key',
        path: [],
        place,
        message: `The key ${key} stands here a second time.`,
        remedy: 'Remove one of the two, or merge them.',
      };
    }
    const isBarePlaceholder = text.slice(error.pos[0] - 1, error.pos[0] + 1) === '${';
    return {
      code: 'yaml-syntax',
      path: [],
      place,
      message: `This is not valid YAML: ${error.message.replace(/\.?$/, '.')}`,
      remedy: isBarePlaceholder
        ? // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own placeholder.
          'Put quotes around the ${…}: inside of braces YAML needs them.'
        : 'Check indentation, brackets and quotes at this place and in the line above it.',
    };
  });
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      aliases.push(alias);
    },
  });
  // Finding an anchor takes as long as the document is: aliases in thousands are refused unlooked at.
  const [, ...tooMany] = aliases.slice(maxAliases - 1);
  if (tooMany[0] !== undefined) {
    problems.push({
      code: 'yaml-syntax',
      path: [],
      place: placeOfNode(tooMany[0]),
      message: `The file has ${aliases.length} aliases (*name), more than ${maxAliases}.`,
      remedy: 'Use fewer aliases.',
    });
  } else {
    for (const alias of aliases) {
      if (alias.resolve(document)) continue;
      problems.push({
        code: 'yaml-syntax',
        path: [],
        place: placeOfNode(alias),
        message: `This is not valid YAML: there is no anchor &${alias.source} above for *${alias.source} to repeat.`,
        remedy: 'Correct the name, or put quotes around the text if a literal * is meant.',
      });
    }
  }
  return {
    document,
    problems,
    placeOfNode,
    positionOf(path, at) {
      const found = locate(document, path);
      const wanted = at ?? (found.key !== null && spansLines(found.value) ? 'key' : 'value');
      const node = wanted === 'key' ? (found.key ?? found.value) : (found.value ?? found.key);
      return node === null ? { line: 1, column: 1 } : placeOfNode(node);
    },
  };
}

/** A block collection begins on the line below its key, and an empty value nowhere: both are shown at their key. */
function spansLines(value: Node | null): boolean {
  if (value === null) return true;
  if (isScalar(value)) return value.value === null;
  return isCollection(value) && value.flow !== true;
}

interface Located {
  readonly key: Node | null;
  readonly value: Node | null;
}

function locate(document: Document.Parsed, path: Path): Located {
  let at: Located = { key: null, value: document.contents };
  for (const segment of path) {
    const collection = resolveAlias(at.value, document);
    let next: Located | null = null;
    if (isMap(collection)) {
      const pair = findPair(collection, String(segment), document);
      if (pair) next = { key: nodeOrNull(pair.key), value: nodeOrNull(pair.value) };
    } else if (isSeq(collection)) {
      const item = collection.items[Number(segment)];
      if (isNode(item)) next = { key: null, value: item };
      else if (isPair(item)) next = { key: nodeOrNull(item.key), value: nodeOrNull(item.value) };
    }
    if (next === null) return at;
    at = next;
  }
  return at;
}

const nodeOrNull = (value: unknown): Node | null => (isNode(value) ? value : null);

function resolveAlias(node: Node | null, document: Document.Parsed): Node | null {
  return isAlias(node) ? ((node satisfies Alias).resolve(document) ?? null) : node;
}

/** Also finds keys that a merge key (`<<: *other`) brings in. */
function findPair(map: YAMLMap, key: string, document: Document.Parsed): Pair | null {
  // The parser gives a merge key a symbol as its value.
  const keyOf = (pair: Pair): string =>
    isScalar(pair.key) ? (typeof pair.key.value === 'symbol' ? '<<' : String(pair.key.value)) : String(pair.key);
  const own = map.items.find((pair) => keyOf(pair) === key);
  if (own) return own;
  for (const pair of map.items) {
    if (keyOf(pair) !== '<<') continue;
    const merged = resolveAlias(nodeOrNull(pair.value), document);
    const sources = isSeq(merged) ? merged.items.map((item) => resolveAlias(nodeOrNull(item), document)) : [merged];
    for (const source of sources) {
      const found = isMap(source) ? findPair(source, key, document) : null;
      if (found) return found;
    }
  }
  return null;
}
