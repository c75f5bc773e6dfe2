import { codeOf, fieldsOf, type ObjectName, type Relation, relations } from './congress-fields.ts';

/** An app as the configuration names it and its objects. */
export interface ConnectedSide {
  readonly connection: 'hubspot' | 'airtable' | 'kintone';
  /** In the syntax of YAML. */
  readonly settings: string;
  readonly objects: Readonly<Record<ObjectName, string>>;
}

/** As people would write them; the engine finds an order of its own. */
const syncOrder: readonly ObjectName[] = ['committees', 'members', 'offices'];

/** What separates the keys in a text of Kintone. */
export const separator = ';';

/** `rules` hold for every sync. Airtable links records; Kintone looks one of them up by its key, and names several in a text. */
export function configurationText(hubspot: ConnectedSide, other: ConnectedSide, rules: readonly string[] = []): string {
  const isKintone = other.connection === 'kintone';
  const nameOf = (column: string): string => (isKintone ? codeOf(column) : column);
  const sync = (object: ObjectName): readonly string[] => {
    const [key, ...rest] = fieldsOf[object];
    const own = relations.filter(({ from }) => from === object);
    const references = own.filter(({ cardinality }) => isKintone && cardinality === 'many');
    return [
      `  ${object}:`,
      `    left: { connection: hubspot, object: "${hubspot.objects[object]}" }`,
      `    right: { connection: ${other.connection}, object: "${other.objects[object]}" }`,
      ...rules.map((rule) => `    ${rule}`),
      `    match: { left: ${key.property}, right: ${nameOf(key.column)} }`,
      '    fields:',
      ...[key, ...rest].map(({ property, column }) => `      - { left: ${property}, right: ${nameOf(column)} }`),
      ...(references.length === 0 ? [] : ['    references:']),
      ...references.map(referenceLine),
      '    associations:',
      ...own.map(({ name, hubspot: field }) => `      - { left: ${field}, right: ${nameOf(name)} }`),
    ];
  };
  return [
    'version: 1',
    'connections:',
    ...[hubspot, other].flatMap(({ connection, settings }) => [
      `  ${connection}:`,
      `    connector: "@linkwright/connector-${connection}"`,
      `    settings: ${settings}`,
      // Rates are another test's concern; here thousands of calls shall not be waited for.
      '    limits: { requestsPerSecond: 1000 }',
    ]),
    'syncs:',
    ...syncOrder.flatMap(sync),
    '',
  ].join('\n');
}

function referenceLine({ name, to }: Relation): string {
  const [key] = fieldsOf[to];
  return `      - { right: ${codeOf(name)}, target: ${to}, key: ${codeOf(key.column)}, separator: "${separator}" }`;
}
