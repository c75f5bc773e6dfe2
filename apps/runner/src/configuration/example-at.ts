// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration's own placeholders.
import type { Path } from './path.ts';

const connection = [
  'connector: "@linkwright/connector-hubspot"',
  'settings: { accessToken: "${HUBSPOT_ACCESS_TOKEN}" }',
];
const webhook = ['url: "${SLACK_WEBHOOK_URL}"', 'format: slack'];
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
  deletions: ['deletions: { archive: permanently }'],
  brakes: ['brakes: { blank: 20%, overwrite: off }'],
  identity: ['identity: { right: HubSpot ID }'],
};

const ofConnection: Readonly<Record<string, readonly string[]>> = {
  settings: connection.slice(1),
  limits: ['limits: { requestsPerSecond: 5 }'],
  deadlines: ['deadlines: { call: 2m }'],
  allowHost: ['allowHost: [proxy.example.com]'],
};

/** Below the keys of a sync. */
const ofParts: Readonly<Record<string, readonly string[]>> = {
  all: under('all', ['- { left: firstname, right: First name }', '- { left: lastname, right: Last name }']),
  options: ['options: { Computer software: Software }'],
  fields: ['fields: { jobtitle: right }'],
};

/** Below `filter` of a sync; elsewhere these keys hold a name. */
const ofFilter: Readonly<Record<string, readonly string[]>> = {
  left: ['left: { lifecyclestage: customer }'],
  right: ['right: { Status: Active }'],
  in: ['in: [customer, lead]'],
  not: ['not: [customer, lead]'],
};

/** How a group or a list of the file looks, for somebody who has written something else in its place. */
export function exampleAt(path: Path): string | undefined {
  const [group, name, key] = path;
  const last = path.at(-1);
  const lines = ((): readonly string[] | undefined => {
    if (path.length === 1 && group === 'brakes') return ofSync.brakes;
    if (path.length === 1 && group === 'keep') return ['keep: { audit: 90d, conflicts: 365d, runs: 365d }'];
    if (path.length === 1 && group === 'notify') return under('notify', under('team', webhook));
    if (path.length === 2 && group === 'notify') return under(String(name), webhook);
    if (path.length === 3 && group === 'notify' && key === 'on') return ['on: [paused, braked]'];
    if (path.at(-3) === 'brakes' && path.at(-2) === 'fields')
      return [`${String(last)}: { blank: 20%, overwrite: off }`];
    if (path.length === 1 && group === 'connections') return under('connections', under('hubspot', connection));
    if (path.length === 1 && group === 'syncs') return under('syncs', under('contacts', sync));
    if (path.length === 2 && group === 'connections') return under(String(name), connection);
    if (path.length === 2 && group === 'syncs') return under(String(name), sync);
    if (typeof key !== 'string') return undefined;
    if (group === 'connections') return path.length === 3 ? ofConnection[key] : undefined;
    // An item of a list is shown with its list.
    const isWhole = path.length === 3 || (path.length === 4 && typeof last === 'number');
    if (isWhole) return ofSync[key];
    if (key === 'filter' && path.length === 5) return [`${last}: { not: customer }`];
    const part = String(typeof last === 'number' ? path.at(-2) : last);
    return key === 'filter' ? ofFilter[part] : ofParts[part];
  })();
  return lines?.join('\n');
}
