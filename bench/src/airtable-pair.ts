import airtable from '@linkwright/connector-airtable';
import { createAirtableBase } from './bench-airtable.ts';
import type { BenchPair } from './bench-pair.ts';
import { boundsWith, pages } from './bounds.ts';
import { hubspotRatePerSecond } from './rates.ts';

const ratePerSecond = 5;

/** The set of a contact's companies and its primary one, both as links. */
export const airtablePair: BenchPair = {
  app: 'airtable',
  displayName: 'Airtable',
  connector: airtable,
  ratePerSecond,
  keepsOwnPace: false,
  open: (sandbox) => createAirtableBase(sandbox.airtable),
  changeAssociations: (hubspot, sample, count) => hubspot.addCompanies(sample, count),
  // An association is written with its record in Airtable, and counts as an update of it.
  associationWrites: (from, count) => (from === 'hubspot' ? 2 * count : count),
  bounds: boundsWith({
    pageSize: 100,
    writeSize: 10,
    readBack: false,
    table: 'table',
    opening: { calls: 2, formula: 'account, tables of the base' },
    associationWrites: (count) => ({
      calls: pages(count, 1000) + 1,
      formula: '⌈edges/1000⌉ writes, 1 more (what HubSpot adds by itself is read)',
    }),
  }),
  leastSeconds: ({ hubspot, other }) => ({
    seconds: Math.max(hubspot / hubspotRatePerSecond, other / ratePerSecond),
    formula: 'the greater of calls ÷ rate of the two apps',
  }),
};
