// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import airtable from '@linkwright/connector-airtable';
import hubspot from '@linkwright/connector-hubspot';
import kintone from '@linkwright/connector-kintone';
import { configurationSchema } from '../../../apps/runner/src/configuration/configuration-schema.ts';
import { type JsonSchema, schemasAt, toJsonSchema } from '../../../apps/runner/src/configuration/known-keys.ts';
import { table } from './table.ts';

interface Section {
  readonly title: string;
  /** Of the keys, in the schema; any name stands for a name of one's own. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

const sections: readonly Section[] = [
  {
    title: 'The file',
    path: [],
    text: '`linkwright.yaml` is looked for in the working folder and in those above it; `-c FILE` names another. `${NAME}` stands for a variable of the environment or of the `.env` beside the file, `${NAME:-default}` for one with a default, `${file:PATH}` for the content of a file. Durations are written `30s`, `10m`, `24h`, `7d`. A key that is not listed here is refused, with the nearest one that is.',
  },
  { title: 'A connection', path: ['connections', 'NAME'], text: 'Under `connections.NAME`: one account of an app.' },
  {
    title: 'Limits of a connection',
    path: ['connections', 'NAME', 'limits'],
    text: 'Under `connections.NAME.limits`.',
  },
  {
    title: 'Deadlines of a connection',
    path: ['connections', 'NAME', 'deadlines'],
    text: 'Under `connections.NAME.deadlines`, a day at most. Waiting for a turn that a limit asks for does not count.',
  },
  {
    title: 'An object sync',
    path: ['syncs', 'NAME'],
    text: 'Under `syncs.NAME`: one object of one app with one of the other.',
  },
  { title: 'An end of a sync', path: ['syncs', 'NAME', 'left'], text: 'Under `left` and `right` of a sync.' },
  {
    title: 'A match key',
    path: ['syncs', 'NAME', 'match', 0],
    text: 'Under `match` of a sync: one key, or a list of keys that is tried in order; a later one only where an earlier one is empty. `{ all: […] }` is a key of several fields.',
  },
  { title: 'A filter', path: ['syncs', 'NAME', 'filter'], text: 'Under `filter` of a sync.' },
  {
    title: 'A condition of a filter',
    path: ['syncs', 'NAME', 'filter', 'left', 'FIELD'],
    text: 'Behind the name of a field: a value, or a group of tests that must all hold.',
  },
  { title: 'A field mapping', path: ['syncs', 'NAME', 'fields', 0], text: 'Under `fields` of a sync: a list.' },
  {
    title: 'An association mapping',
    path: ['syncs', 'NAME', 'associations', 0],
    text: 'Under `associations` of a sync: a list. Which fields fit which: `linkwright objects CONNECTION OBJECT --compatible-with FIELD`.',
  },
  {
    title: 'A reference',
    path: ['syncs', 'NAME', 'references', 0],
    text: 'Under `references` of a sync: a list. The field is named under `left` or under `right`.',
  },
  {
    title: 'Conflicts',
    path: ['syncs', 'NAME', 'conflicts'],
    text: 'Under `conflicts` of a sync. [How values are merged](how-it-works.md#values-are-merged).',
  },
  {
    title: 'Identity',
    path: ['syncs', 'NAME', 'identity'],
    text: 'Under `identity` of a sync: a text field of each app that nothing else uses.',
  },
  {
    title: 'Brakes',
    path: ['syncs', 'NAME', 'brakes'],
    text: 'Under `brakes` of a sync, and, but for `fields`, under `brakes` of the file: a share (`10%`), a number of records, or `off`. [What a brake does](operations.md#brakes).',
  },
  {
    title: 'Brakes of a field',
    path: ['syncs', 'NAME', 'brakes', 'fields', 'FIELD'],
    text: 'Under `brakes.fields` of a sync, behind the name of a mapped field or association field of either side: `off`, or a group of these. What is absent is as the sync has it.',
  },
  {
    title: 'Webhooks',
    path: ['notify', 'NAME'],
    text: 'Under `notify`, each under a name of your own. [When they are told, and of what](operations.md#webhooks).',
  },
  { title: 'How long the log is kept', path: ['keep'], text: 'Under `keep`, a day at least.' },
];

const connectors = [hubspot, airtable, kintone];

export function configurationPage(): string {
  const schema = toJsonSchema(configurationSchema);
  const parts = sections.map(({ title, path, text }) => `## ${title}\n\n${text}\n\n${keysOf(schemasAt(schema, path))}`);
  const settings = connectors.map(
    (connector) =>
      `## Settings of ${connector.displayName}\n\nUnder \`settings\` of a connection whose \`connector\` is \`@linkwright/connector-${connector.name}\`. How to come by them: [getting started with ${connector.displayName}](getting-started/${connector.name}.md).\n\n${keysOf(schemasAt(toJsonSchema(connector.settings), []))}`,
  );
  return `# Configuration

Every key of \`linkwright.yaml\`. Editors show the same while one types: \`linkwright schema --live\` adds the fields of your accounts. A
whole file is in the [README](../README.md); what may be left out, in [the command's](../apps/runner/README.md#what-need-not-be-written).

${[...parts, ...settings].join('\n')}`;
}

/** The keys of all alternatives that are groups. */
function keysOf(nodes: readonly JsonSchema[]): string {
  const rows = new Map<string, readonly string[]>();
  for (const { properties = {}, required = [] } of nodes) {
    for (const [key, value] of Object.entries(properties)) {
      if (typeof value === 'boolean' || rows.has(key)) continue;
      const otherwise = required.includes(key) ? 'required' : defaultOf(value);
      rows.set(key, [`\`${key}\``, describeValue(value), otherwise, value.description ?? '']);
    }
  }
  return table(['key', 'value', 'absent', 'meaning'], [...rows.values()]);
}

function defaultOf(schema: JsonSchema): string {
  const byDefault: unknown = schema.default;
  if (byDefault === undefined || (typeof byDefault === 'object' && byDefault !== null)) return '';
  return `\`${String(byDefault)}\``;
}

function describeValue(schema: JsonSchema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.filter(isSchema).map(describeValue))].join(', or ');
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array') return `a list: ${isSchema(schema.items) ? describeValue(schema.items) : 'of anything'}`;
  if (schema.type === 'object') {
    if (schema.properties) {
      const keys = Object.keys(schema.properties);
      return keys.length > 4 ? 'a group of keys' : `\`{ ${keys.join(', ')} }\``;
    }
    return isSchema(schema.additionalProperties)
      ? `name: ${describeValue(schema.additionalProperties)}`
      : 'a group of keys';
  }
  if (schema.pattern?.includes('(s|m|h|d)')) return 'a duration';
  if (schema.pattern?.includes('off')) return 'a share, or `off`';
  if (schema.format === 'uri') return 'an address';
  return (
    { string: 'text', integer: 'a whole number', number: 'a number', boolean: '`true`, `false`' }[
      String(schema.type)
    ] ?? 'anything'
  );
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
