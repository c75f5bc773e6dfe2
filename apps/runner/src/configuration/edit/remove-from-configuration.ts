import { isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { ConfigurationEdit } from './configuration-edit.ts';
import { scalarText } from './yaml-lines.ts';
import {
  blockMap,
  endOfBlock,
  endOfLine,
  isEmpty,
  keyNode,
  lineStart,
  notEditable,
  pairOf,
  type Source,
  splice,
  startOf,
  syncMap,
  valueEnd,
} from './yaml-places.ts';

type Edit<Kind extends ConfigurationEdit['kind']> = Extract<ConfigurationEdit, { readonly kind: Kind }>;

/** Takes a key of an object sync out, whether it is there or not. */
export function removeKey(source: Source, { sync, key }: Edit<'remove'>): string {
  const { map, path } = syncMap(source, sync);
  const pair = pairOf(map, key);
  if (pair === null) return source.text;
  if (map.flow) throw notEditable([...path, key], 'it stands inside of braces');
  return withoutPair(source, pair);
}

/** Takes a setting of a connection out. Settings that are emptied are written as `{}`. */
export function removeSetting(source: Source, { connection, key }: Edit<'remove-setting'>): string {
  const { text, document } = source;
  const path = ['connections', connection, 'settings'];
  const owner = document.getIn(path.slice(0, -1), true);
  const settings = isMap(owner) ? pairOf(owner, 'settings') : null;
  const map = settings?.value;
  const pair = isMap(map) ? pairOf(map, key) : null;
  if (settings === null || !isMap(map) || pair === null) throw notEditable([...path, key], 'it is not written there');
  if (map.items.length === 1) {
    const start = valueEnd(keyNode(settings)) + 1;
    return splice(text, start, valueEnd(map) - (map.flow === true ? 0 : trailing(text, map)), ' {}');
  }
  if (map.flow !== true) return withoutPair(source, pair);
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  if (next !== undefined) return splice(text, startOf(keyNode(pair)), startOf(keyNode(next)), '');
  const before = map.items[index - 1];
  if (!isNode(pair.value) || !isNode(before?.value))
    throw notEditable([...path, key], 'it is written in an unusual way');
  return splice(text, valueEnd(before.value), valueEnd(pair.value), '');
}

/** Takes an item out of a list. A list that is emptied is written as `[]`: without it the defaults would apply. */
export function removeMapping(source: Source, { sync, list, index }: Edit<'remove-mapping'>): string {
  const { text } = source;
  const { map, path } = syncMap(source, sync);
  const pair = pairOf(map, list);
  const items = pair !== null && isSeq(pair.value) ? pair.value : null;
  const item = items?.items[index];
  if (pair === null || items === null || !isNode(item)) throw notEditable([...path, list, index], 'it is not there');
  if (items.items.length === 1) {
    const start = valueEnd(keyNode(pair)) + 1;
    return splice(text, start, valueEnd(items) - (items.flow === true ? 0 : trailing(text, items)), ' []');
  }
  if (items.flow) {
    const next = items.items[index + 1];
    const before = items.items[index - 1];
    if (isNode(next)) return splice(text, startOf(item), startOf(next), '');
    return isNode(before) ? splice(text, valueEnd(before), valueEnd(item), '') : text;
  }
  const next = items.items[index + 1];
  const start = lineStart(text, startOf(item));
  return splice(text, start, isNode(next) ? lineStart(text, startOf(next)) : endOfBlock(source, item), '');
}

/** Line ends behind the last item are no part of it. */
const trailing = (text: string, node: Node): number => {
  const value = text.slice(startOf(node), valueEnd(node));
  return value.length - value.trimEnd().length;
};

export function removeSync(source: Source, sync: string): string {
  const syncs = groupOfSyncs(source);
  const pair = pairOf(syncs, sync);
  if (pair === null) return source.text;
  if (syncs.items.length > 1) return withoutPair(source, pair);
  const group = pairOf(blockMap(source.document.contents, []), 'syncs');
  const text = withoutPair(source, pair);
  return group === null ? text : splice(text, valueEnd(keyNode(group)) + 1, valueEnd(keyNode(group)) + 1, ' {}');
}

/** Gives a sync another name, also where other syncs name it. */
export function renameSync(source: Source, { sync, name }: Edit<'rename-sync'>): string {
  const { text } = source;
  const syncs = groupOfSyncs(source);
  const pair = pairOf(syncs, sync);
  if (pair === null) throw notEditable(['syncs', sync], 'it is not there');
  if (pairOf(syncs, name) !== null) throw notEditable(['syncs', name], 'there is one of that name');
  const named = syncs.items.flatMap(({ value }) =>
    isMap(value) ? [...namedIn(value, 'associations', 'via'), ...namedIn(value, 'references', 'target')] : [],
  );
  const places = [keyNode(pair), ...named.filter((node) => isScalar(node) && node.value === sync)];
  return places
    .sort((a, b) => startOf(b) - startOf(a))
    .reduce((result, node) => splice(result, startOf(node), valueEnd(node), scalarText(name)), text);
}

function namedIn(sync: YAMLMap, list: string, key: string): readonly Node[] {
  const items = pairOf(sync, list)?.value;
  return isSeq(items)
    ? items.items.flatMap((item) => {
        const value = isMap(item) ? pairOf(item, key)?.value : null;
        return isNode(value) ? [value] : [];
      })
    : [];
}

function groupOfSyncs(source: Source): YAMLMap {
  const pair = pairOf(blockMap(source.document.contents, []), 'syncs');
  return blockMap(pair?.value, ['syncs']);
}

/** The lines of a key and of all that stands under it. */
function withoutPair(source: Source, pair: Pair): string {
  const { text } = source;
  const start = lineStart(text, startOf(keyNode(pair)));
  const value = isNode(pair.value) && !isEmpty(pair.value) ? pair.value : null;
  const isBlock = value !== null && (isMap(value) || isSeq(value)) && value.flow !== true;
  const end = isBlock ? endOfBlock(source, value) : endOfLine(text, valueEnd(value ?? keyNode(pair)) - 1);
  return splice(text, start, end, '');
}
