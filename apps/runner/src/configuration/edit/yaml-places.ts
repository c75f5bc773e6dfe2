import { ConfigurationError } from '@linkwright/core';
import { type Document, isMap, isNode, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Path, pathName } from '../path.ts';

/** A parsed text, all line ends `\n`. */
export interface Source {
  readonly text: string;
  readonly document: Document.Parsed;
}

export function parse(text: string): Source {
  const document = parseDocument(text, { prettyErrors: false, merge: true, logLevel: 'error', keepSourceTokens: true });
  if (document.errors.length > 0) throw notEditable([], 'it is not valid YAML');
  return { text, document };
}

export function syncMap(source: Source, sync: string): { readonly map: YAMLMap; readonly path: Path } {
  const path = ['syncs', sync];
  const node = source.document.getIn(path, true);
  if (!isMap(node)) throw notEditable(path, 'it is not a group of keys written here');
  return { map: node, path };
}

/**
 * Where a block ends: behind its last line, and behind the comments below it that stand at least as far to the right as
 * the block itself, for they belong to it. Blank lines stay behind it.
 */
export function endOfBlock({ text }: Source, block: Node): number {
  const column = columnOf(text, isMap(block) ? startOf(firstKey(block)) : startOf(block));
  let end = endOfLine(text, lastContent(block));
  for (let at = end; at < text.length; ) {
    const next = endOfLine(text, at);
    const line = text.slice(at, next);
    if (line.trim() !== '') {
      if (!line.trimStart().startsWith('#') || line.length - line.trimStart().length < column) break;
      end = next;
    }
    at = next;
  }
  return end;
}

/** The offset of the last character of a block's own text. */
function lastContent(node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last && isNode(last.value) && valueEnd(last.value) > startOf(last.value)) return lastContent(last.value);
    return last ? valueEnd(keyNode(last)) : startOf(node);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return isNode(last) ? lastContent(last) : startOf(node);
  }
  return Math.max(startOf(node), valueEnd(node) - 1);
}

export function blockMap(node: unknown, path: Path): YAMLMap {
  if (!isMap(node)) throw notEditable(path, 'it is not a group of keys written here');
  if (node.flow) throw notEditable(path, 'it is written in braces');
  return node;
}

export function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) ?? null;
}

export function keyNode(pair: Pair): Node {
  if (isNode(pair.key)) return pair.key;
  throw notEditable([], 'a key is written in an unusual way');
}

export function firstKey(map: YAMLMap): Node {
  const [first] = map.items;
  if (first) return keyNode(first);
  throw notEditable([], 'a group of keys is empty');
}

export const isEmpty = (node: Node): boolean =>
  (isScalar(node) && node.value === null) || ((isMap(node) || isSeq(node)) && node.items.length === 0);

export const startOf = (node: Node): number => node.range?.[0] ?? 0;
export const valueEnd = (node: Node): number => node.range?.[1] ?? 0;

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Behind the line end of the line that holds the offset; the end of the text where there is none. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

export const indent = (lines: readonly string[], blanks: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(blanks) + line));

export const splice = (text: string, start: number, end: number, inserted: string): string =>
  text.slice(0, start) + inserted + text.slice(end);

export const notEditable = (path: Path, why: string): ConfigurationError =>
  new ConfigurationError(`${pathName(path)} cannot be changed by this command: ${why}.`, {
    code: 'configuration-not-editable',
    remedy: 'Make the change in the file by hand; linkwright check then says whether it is right.',
  });
