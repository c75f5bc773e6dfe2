import { Document, stringify } from 'yaml';
import type { ConfigurationEdit, PlainValue, SyncDraft } from './configuration-edit.ts';

/** `{ left: name, right: Name }`: a value on one line. */
export function flowText(value: PlainValue): string {
  const document = new Document();
  document.contents = document.createNode(value, { flow: true });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}

/** Quoted only where YAML needs it. */
export const scalarText = (value: string | number | boolean | null): string =>
  stringify(value, { lineWidth: 0 }).trimEnd();

/** The lines of a connection, its own key first, not indented. */
export function connectionLines({
  name,
  connection,
}: Extract<ConfigurationEdit, { readonly kind: 'add-connection' }>): readonly string[] {
  const settings = Object.entries(connection.settings);
  return [
    `${scalarText(name)}:`,
    `  connector: ${JSON.stringify(connection.connector)}`,
    settings.length === 0 ? '  settings: {}' : '  settings:',
    ...settings.map(([key, value]) => `    ${scalarText(key)}: ${JSON.stringify(value)}`),
  ];
}

/** The lines of an object sync, its own key first, not indented. */
export function syncLines(name: string, sync: SyncDraft): readonly string[] {
  const [only, ...others] = sync.match;
  return [
    `${scalarText(name)}:`,
    `  left: ${flowText(sync.left)}`,
    `  right: ${flowText(sync.right)}`,
    ...(only === undefined
      ? []
      : others.length === 0
        ? [`  match: ${flowText(only)}`]
        : listLines('match', sync.match).map((line) => `  ${line}`)),
    ...(['fields', 'associations', 'references'] as const).flatMap((list) => {
      const items: readonly Readonly<Record<string, PlainValue>>[] = sync[list] ?? [];
      return items.length === 0 ? [] : listLines(list, items).map((line) => `  ${line}`);
    }),
  ];
}

/** A key with one item a line, not indented. */
export const listLines = (key: string, items: readonly PlainValue[]): readonly string[] => [
  `${scalarText(key)}:`,
  ...items.map((item) => `  - ${flowText(item)}`),
];
