import airtable from '@linkwright/connector-airtable';
import hubspot from '@linkwright/connector-hubspot';
import kintone from '@linkwright/connector-kintone';
import { type BatchLimits, type ConnectorCapabilities, defaultCapabilities, type RateLimit } from '@linkwright/core';
import { table } from './table.ts';

const connectors = [hubspot, airtable, kintone];

type Plain = Omit<ConnectorCapabilities, 'batchLimits' | 'associationWrites'>;

/** What a capability means for whoever uses the app, and how its values are told. Every capability has a row. */
const capabilities: {
  readonly [Name in keyof Required<Plain>]: readonly [string, (value: NonNullable<Plain[Name]>) => string];
} = {
  requiresExplicitAssociationSyncs: [
    'Must each object have a sync of its own before its associations can be mapped?',
    (value) => (value ? 'yes' : 'no; of custom objects yes'),
  ],
  deletions: [
    'How are deletions noticed?',
    (value) => (value === 'feed' ? 'the app tells' : 'by looking for what is missing, every `sweep`'),
  ],
  archive: [
    'What becomes of a record that is archived?',
    (value) =>
      ({
        reversible: 'it can be restored in the app',
        permanent: 'it is gone for good',
        none: 'it cannot be archived',
      })[value],
  ],
  conditionalWrites: [
    'Is a write refused whose record has changed meanwhile?',
    (value) => (value ? 'yes' : 'no; what is older than 60 s is read again first'),
  ],
  echoesWrites: [
    'Does the answer to a write show what the app made of it?',
    (value) => (value ? 'yes' : 'no; it is read back'),
  ],
  modificationTimes: [
    'Does every record bear the time of its last edit, so that `winner: newest` can be used?',
    (value) => (value ? 'yes' : 'no'),
  ],
  merges: [
    'Can `linkwright review approve` make one record of two there?',
    (value) => (value ? 'yes, for good' : "no; people merge in the app's own pages"),
  ],
  hints: [
    'How does it say at once what has changed? (A hint, never believed: the record is read.)',
    (value) => value.map((way) => ({ pull: 'a feed that is read', push: 'it calls' })[way]).join('; ') || 'not at all',
  ],
  lookupDelayMs: [
    'How long may a search miss what was just written?',
    (value) => (value === 0 ? 'not at all' : `${value / 1000} s`),
  ],
};

const batches: Readonly<Record<keyof Required<BatchLimits>, string>> = {
  read: 'Records in one read by id',
  lookup: 'Keys in one look-up',
  create: 'Records in one create',
  update: 'Records in one update',
  archive: 'Records in one archive',
  readAssociations: 'Records in one read of associations',
  writeAssociations: 'Records in one write of associations',
  associationTargets: 'Targets of one record in an answer, before it has to be asked on',
};

export function capabilitiesPage(): string {
  const names = connectors.map(({ displayName }) => displayName);
  const tell = <Name extends keyof Plain>(name: Name): readonly string[] => {
    const [question, say] = capabilities[name];
    return [question, ...connectors.map((connector) => say(capabilityOf(connector.capabilities, name)))];
  };
  const plain = Object.keys(capabilities).filter((name): name is keyof Plain => name in capabilities);
  return `# What each connector can do

Taken from the connectors themselves. What a capability means for a connector's author stands in
\`packages/core/src/contract/capabilities.ts\`; which association may be mapped onto which, in [association rules](association-rules.md).

${table(
  ['', ...names],
  [
    ...plain.map((name) => tell(name)),
    [
      'How do associations travel with a new record?',
      ...connectors.map(({ capabilities: { associationWrites } }) => told(associationWrites.create)),
    ],
    [
      '… and with a change of a record?',
      ...connectors.map(({ capabilities: { associationWrites } }) => told(associationWrites.update)),
    ],
  ],
)}
## Sizes of calls

${table(
  ['', ...names],
  Object.entries(batches).map(([name, text]) => [
    text,
    ...connectors.map(({ capabilities: { batchLimits } }) => String(batchLimits[name as keyof BatchLimits] ?? 'all')),
  ]),
)}
## Pace

The rate that is kept to unless \`limits\` of the connection say otherwise; an app that announces another one in its answers is followed.

${table(
  ['app', 'group of calls', 'rate'],
  connectors.flatMap(({ displayName, rateLimits }) =>
    Object.entries(rateLimits).map(([bucket, limit]) => [
      displayName,
      bucket === 'default' ? 'all others' : bucket,
      rate(limit),
    ]),
  ),
)}`;
}

const capabilityOf = <Name extends keyof Plain>(given: ConnectorCapabilities, name: Name): NonNullable<Plain[Name]> => {
  const value = given[name] ?? defaultCapabilities[name];
  if (value === undefined || value === null) throw new Error(`the capability ${name} has no default`);
  return value;
};

const told = (how: 'inline' | 'separate'): string => (how === 'inline' ? 'with it' : 'in calls of their own');

const rate = ({ requests, perMs }: RateLimit): string =>
  perMs === 1000 ? `${requests} a second` : `${requests} in ${perMs / 1000} s`;
