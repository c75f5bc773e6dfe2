import { airtablePair } from '../../../bench/src/airtable-pair.ts';
import type { BenchPair } from '../../../bench/src/bench-pair.ts';
import { kintonePair } from '../../../bench/src/kintone-pair.ts';
import { table } from './table.ts';

const pairs: readonly BenchPair[] = [airtablePair, kintonePair];

const sizes = [
  { contacts: 1_000, companies: 100 },
  { contacts: 10_000, companies: 1_000 },
  { contacts: 100_000, companies: 10_000 },
];

const changed = 100;

const intervals = [
  { every: '10m', runs: 6 * 24 * 30 },
  { every: '1h', runs: 24 * 30 },
  { every: '24h', runs: 30 },
];

/** Of a first sync, by the budget that the bench holds. */
const budget = 1.05;

export function apiCallsPage(): string {
  return `# What it costs in API calls

Calls are what vendors count, so Linkwright makes few. The figures here are the least that the work can cost; \`bench\` counts the calls
where they arrive, in the sandbox, and its tests fail where a first sync makes more than ${budget} times as many. How that is measured, with
all rows: [bench](../bench/README.md). For your own accounts, \`linkwright check\` prints the calls a month if nothing changes (with a thousand records to an object), by a timer and by a service, \`linkwright plan\`
and \`linkwright rehearse\` those of what they would write, and \`linkwright status\` what was used.

Contacts with their companies, HubSpot on one side; associations are mapped, and \`companies\` and \`contacts\` have a sync each.

## The first sync

HubSpot is full, the other app is empty.

${table(
  [
    'contacts, companies',
    ...pairs.flatMap(({ displayName }) => [`HubSpot, with ${displayName}`, displayName, 'about']),
  ],
  sizes.map((size) => [
    `${figure(size.contacts)}, ${figure(size.companies)}`,
    ...pairs.flatMap((pair) => {
      const { hubspot, other } = pair.bounds.firstSync(size);
      const { seconds } = pair.leastSeconds({ hubspot: hubspot.calls, other: other.calls }, size);
      return [figure(hubspot.calls), figure(other.calls), time(seconds)];
    }),
  ]),
)}
How they come about:

${table(
  ['app', 'calls'],
  [
    ['HubSpot', told(airtablePair.bounds.firstSync(sizes[0] ?? { contacts: 0, companies: 0 }).hubspot.formula)],
    ...pairs.map((pair) => [
      pair.displayName,
      told(pair.bounds.firstSync(sizes[0] ?? { contacts: 0, companies: 0 }).other.formula),
    ]),
  ],
)}
The times are the calls by the vendor's rate: ten records to a call and five calls a second are what Airtable allows, and nobody can be
quicker. Where both sides are full already, everything is read once and nothing is written: that is what moving in, or losing the
state, costs.

## Every sync after it

${table(
  [
    'app',
    'whatever there is to do',
    'nothing changed, 10,000 contacts',
    `${changed} changed there, on top`,
    `${changed} changed in the other app, on top`,
  ],
  [
    ['HubSpot, with Airtable', ...afterwards(airtablePair, 'hubspot')],
    ['HubSpot, with Kintone', ...afterwards(kintonePair, 'hubspot')],
    ...pairs.map((pair) => [pair.displayName, ...afterwards(pair, 'other')]),
  ],
)}
Besides, deletions are looked for by listing ids every \`sweep\` (24h unless set), and both sides are read whole every \`compare\` (7d).
HubSpot does not say when an association changes, so these are looked at a thousand records a call: in every cycle while that takes at most
20 calls, else every \`scan\` (15m).

## A month of quiet cycles

Two syncs, 10,000 contacts, without sweeps and comparisons:

${table(
  ['every', ...['HubSpot', ...pairs.map(({ displayName }) => displayName)]],
  intervals.map(({ every, runs }) => [
    `\`${every}\``,
    figure(runs * quiet(airtablePair, 'hubspot')),
    ...pairs.map((pair) => figure(runs * quiet(pair, 'other'))),
  ]),
)}
A service takes fewer. It asks once an hour what the objects look like; a turn in between in which nothing has changed is one call for each object,
and those for its associations. The table is what cron costs, or a service in whose apps something always happens.

Airtable counts calls a month and workspace: 1,000 on its free plan, 100,000 on Team. With 1,000 rows, a sync a day takes 120 of them, some
330 more to look for deletions and 50 for comparisons. \`limits: { callsPerMonth: 900 }\` on the connection stops a run before the call that
would be one too many.

## Spending fewer

- How often you sync is what costs. A longer interval loses nothing: what changed meanwhile is found at the next sync.
- Sync fewer objects: the constant grows with the objects and not with the records. Fields cost nothing.
- \`scan\`, \`sweep\` and \`compare\` may be longer; then changes of associations and deletions are noticed later.
- \`linkwright sync contacts\` syncs one sync, and what its associations need.
- \`share: 0.5\` under \`limits\` leaves half of the rate to others. It makes a sync slower, and saves no call.
`;
}

const middle = { contacts: 10_000, companies: 1_000 };

function afterwards({ bounds }: BenchPair, side: 'hubspot' | 'other'): readonly string[] {
  const opposite = side === 'hubspot' ? 'other' : 'hubspot';
  return [
    bounds.opening[side].calls,
    bounds.unchangedCycle(middle)[side].calls,
    bounds.changes('records', side, changed)[side].calls,
    bounds.changes('records', opposite, changed)[side].calls,
  ].map(figure);
}

const quiet = ({ bounds }: BenchPair, side: 'hubspot' | 'other'): number =>
  bounds.opening[side].calls + bounds.unchangedCycle(middle)[side].calls;

const figure = (value: number): string => value.toLocaleString('en-US');

const told = (formula: string): string => formula.replaceAll('⌈', '').replaceAll('⌉', '');

function time(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
