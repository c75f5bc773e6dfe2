// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration's own placeholders.
import type { Path } from './path.ts';

const connection = [
  'connector: "@linkwright/connector-hubspot"',
  'settings: { accessToken: "${HUBSPOT_ACCESS_TOKEN}" }',
];
const sync = [
  'left: { connection: hubspot, object: contacts }',
  'right: { connection: airtable, object: People }',
  'match: { left: email, right: Email }',
];

const under = (key: string, lines: readonly string[]): readonly string[] => [
  `${key}:`,
  ...lines.map((line) => `  ${line}`),
];

const ofSync: Readonly<Record<string, readonly string[]>> = {
  left: ['left: { connection: hubspot, object: contacts }'],
  right: ['right: { connection: airtable, object: People }'],
  match: ['match: { left: email, right: Email }'],
  fields: under('fields', ['- { left: email, right: Email }', '- { left: firstname, right: First name }']),
  associations: under('associations', ['- { left: primary_company, right: Account }']),
  references: under('references', ['- { right: Employer name, target: companies }']),
  filter: under('filter', ['left: { lifecyclestage: customer }']),
  conflicts: ['conflicts: { winner: left }'],
};

/** How a group or a list of the file looks, for somebody who has written something else in its place. */
export function exampleAt(path: Path): string | undefined {
  const [group, name, key, item] = path;
  const lines = ((): readonly string[] | undefined => {
    if (path.length === 1 && group === 'connections') return under('connections', under('hubspot', connection));
    if (path.length === 1 && group === 'syncs') return under('syncs', under('contacts', sync));
    if (path.length === 2 && group === 'connections') return under(String(name), connection);
    if (path.length === 2 && group === 'syncs') return under(String(name), sync);
    if (group === 'connections' && path.length === 3 && key === 'settings') return connection.slice(1);
    if (group !== 'syncs' || typeof key !== 'string') return undefined;
    return path.length === 3 || (path.length === 4 && typeof item === 'number') ? ofSync[key] : undefined;
  })();
  return lines?.join('\n');
}
