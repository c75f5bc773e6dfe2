import { isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { Path } from '../path.ts';
import type { ConfigurationEdit, PlainValue } from './configuration-edit.ts';
import { removeKey, removeMapping, removeSetting, removeSync, renameSync } from './remove-from-configuration.ts';
import { connectionLines, flowText, listLines, scalarText, syncLines } from './yaml-lines.ts';
import {
  blockMap,
  columnOf,
  endOfBlock,
  endOfLine,
  firstKey,
  indent,
  isEmpty,
  keyNode,
  lineStart,
  notEditable,
  pairOf,
  parse,
  type Source,
  splice,
  startOf,
  syncMap,
  valueEnd,
} from './yaml-places.ts';

/**
 * The text of a configuration with some changes. Lines that an edit does not touch stay as they are, to the letter: the
 * parsed document only tells where to put new text. Throws a `ConfigurationError` (`configuration-not-editable`) where
 * the file is written in a way that leaves no such place.
 */
export function editConfiguration(text: string, edits: readonly ConfigurationEdit[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  let result = text.replaceAll('\r\n', '\n');
  for (const edit of edits) result = applyEdit(result, edit);
  return newline === '\n' ? result : result.replaceAll('\n', newline);
}

function applyEdit(text: string, edit: ConfigurationEdit): string {
  const source = parse(text);
  switch (edit.kind) {
    case 'add-connection':
      return addToGroup(source, 'connections', edit.name, connectionLines(edit));
    case 'remove-setting':
      return removeSetting(source, edit);
    case 'add-sync': {
      const comment = edit.comment === undefined ? [] : edit.comment.split('\n').map((line) => `# ${line}`);
      return addToGroup(source, 'syncs', edit.name, [...comment, ...syncLines(edit.name, edit.sync)]);
    }
    case 'add-mapping':
      return addMapping(source, edit);
    case 'set':
      return setKey(source, edit);
    case 'remove':
      return removeKey(source, edit);
    case 'remove-mapping':
      return removeMapping(source, edit);
    case 'remove-sync':
      return removeSync(source, edit.sync);
    case 'rename-sync':
      return renameSync(source, edit);
  }
}

/** Adds a connection or a sync below the others. */
function addToGroup(source: Source, group: string, name: string, lines: readonly string[]): string {
  const { text, document } = source;
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return insertLine(text, text.length, [`${group}:`, ...indent(lines, 2)]);
  }
  const map = blockMap(root, []);
  const pair = pairOf(map, group);
  if (pair === null) return insertLine(text, endOfBlock(source, map), [`${group}:`, ...indent(lines, 2)]);
  const value = isNode(pair.value) ? pair.value : null;
  if (isMap(value) && value.items.length > 0) {
    if (pairOf(value, name) !== null) throw notEditable([group, name], 'there is one of that name');
    const entries = blockMap(value, [group]);
    const column = columnOf(text, startOf(firstKey(entries)));
    return insertLine(text, endOfBlock(source, entries), indent(lines, column), {
      blankBefore: isSpaced(source, entries),
    });
  }
  if (value !== null && !isEmpty(value)) throw notEditable([group], 'it is not a group of keys');
  return replaceEmpty(source, pair, indent(lines, 2 + columnOf(text, startOf(keyNode(pair)))));
}

/** Adds an item to a list of mappings, or the list with its first item. */
function addMapping(source: Source, edit: Extract<ConfigurationEdit, { readonly kind: 'add-mapping' }>): string {
  const { text } = source;
  const { map, path } = syncMap(source, edit.sync);
  const pair = pairOf(map, edit.list);
  if (pair === null) return addKey(source, map, edit.list, [edit.mapping], [...path, edit.list]);
  const value = isNode(pair.value) ? pair.value : null;
  if (isSeq(value) && value.items.length > 0) {
    const last = value.items.at(-1);
    if (!isNode(last)) throw notEditable([...path, edit.list], 'it is a list of another kind');
    if (value.flow) return splice(text, valueEnd(last), valueEnd(last), `, ${flowText(edit.mapping)}`);
    const column = columnOf(text, startOf(value));
    return insertLine(text, endOfBlock(source, value), indent([`- ${flowText(edit.mapping)}`], column));
  }
  if (value !== null && !isEmpty(value)) throw notEditable([...path, edit.list], 'it is not a list written here');
  if (map.flow) throw notEditable([...path, edit.list], 'it is empty inside of braces');
  const column = 2 + columnOf(text, startOf(keyNode(pair)));
  return replaceEmpty(source, pair, indent([`- ${flowText(edit.mapping)}`], column));
}

function setKey(source: Source, edit: Extract<ConfigurationEdit, { readonly kind: 'set' }>): string {
  const { text } = source;
  const { map, path } = syncMap(source, edit.sync);
  const pair = pairOf(map, edit.key);
  if (pair === null) return addKey(source, map, edit.key, edit.value, [...path, edit.key]);
  const value = isNode(pair.value) ? pair.value : null;
  if (value === null || isEmpty(value)) {
    const at = valueEnd(keyNode(pair)) + 1;
    return splice(text, at, at, ` ${flowText(edit.value)}`);
  }
  const isBlock = (isSeq(value) || isMap(value)) && value.flow !== true;
  if (!isBlock) return splice(text, startOf(value), valueEnd(value), inlineText(edit.value));
  // A block goes with all its lines; what comes in its place stands behind the key.
  const end = endOfBlock(source, value);
  const key = keyNode(pair);
  const lines = isList(edit.value)
    ? indent(listLines(edit.key, edit.value), columnOf(text, startOf(key)))
    : indent([`${scalarText(edit.key)}: ${inlineText(edit.value)}`], columnOf(text, startOf(key)));
  const start = lineStart(text, startOf(key));
  return splice(text, start, end, lines.map((line) => `${line}\n`).join(''));
}

/** A key that the sync did not have, below its others. */
function addKey(source: Source, map: YAMLMap, key: string, value: PlainValue, path: Path): string {
  const { text } = source;
  const mergesOthers = map.items.some((item) => isScalar(item.key) && typeof item.key.value === 'symbol');
  if (mergesOthers) throw notEditable(path, 'a merge key (<<) may bring it in from elsewhere');
  if (map.flow) {
    const last = map.items.at(-1);
    const end = isNode(last?.value) ? valueEnd(last.value) : null;
    if (end === null) throw notEditable(path, 'its last key has no value');
    return splice(text, end, end, `, ${scalarText(key)}: ${flowText(value)}`);
  }
  const lines = isList(value) ? listLines(key, value) : [`${scalarText(key)}: ${inlineText(value)}`];
  return insertLine(text, endOfBlock(source, map), indent(lines, columnOf(text, startOf(firstKey(map)))));
}

/** Puts lines in the place of `{}`, `[]`, `null` or nothing behind a key; a comment on the key's line stays. */
function replaceEmpty({ text }: Source, pair: Pair, lines: readonly string[]): string {
  const key = keyNode(pair);
  const colon = text.indexOf(':', valueEnd(key));
  const value =
    isNode(pair.value) && pair.value.range && valueEnd(pair.value) > startOf(pair.value) ? pair.value : null;
  const cut = value === null ? text : splice(text, colon + 1, valueEnd(value), '');
  return insertLine(cut, endOfLine(cut, colon), lines);
}

/** Do blank lines part the entries of a group? A new one then gets one, too. */
function isSpaced({ text }: Source, map: YAMLMap): boolean {
  const starts = map.items.slice(1).map((pair) => lineStart(text, startOf(keyNode(pair))));
  return starts.length > 0 && starts.every((start) => /\n[ \t]*\n(?:[ \t]*#.*\n)*$/.test(text.slice(0, start)));
}

const isList = (value: PlainValue): value is readonly PlainValue[] => Array.isArray(value);

const inlineText = (value: PlainValue): string =>
  typeof value === 'object' && value !== null ? flowText(value) : scalarText(value);

function insertLine(
  text: string,
  offset: number,
  lines: readonly string[],
  { blankBefore = false }: { readonly blankBefore?: boolean } = {},
): string {
  const before = text.slice(0, offset);
  const ended = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return `${ended}${blankBefore ? '\n' : ''}${lines.join('\n')}\n${text.slice(offset)}`;
}
