import kintone from '@linkwright/connector-kintone';
import { createKintoneApps } from './bench-kintone.ts';
import type { BenchPair } from './bench-pair.ts';
import { boundsWith, pages } from './bounds.ts';
import { hubspotRatePerSecond } from './rates.ts';

/** Kintone limits what runs at once and names no rate; this is the pace that the connector keeps. */
const ratePerSecond = 10;
const writeSize = 100;

/** The primary company of a contact as a lookup, which holds the company's domain. */
export const kintonePair: BenchPair = {
  app: 'kintone',
  displayName: 'Kintone',
  connector: kintone,
  ratePerSecond,
  keepsOwnPace: true,
  open: (sandbox) => createKintoneApps(sandbox.kintone),
  changeAssociations: (hubspot, sample, count) => hubspot.moveCompanies(sample, count),
  // A primary company that moves is an edge less and one more; in Kintone it is written with its record.
  associationWrites: (from, count) => (from === 'hubspot' ? 3 * count : 2 * count),
  bounds: boundsWith({
    pageSize: 500,
    writeSize,
    readBack: true,
    table: 'app',
    opening: { calls: 7, formula: 'login and its time zone, list of apps, forms and settings of 2 apps' },
    associationWrites: (count) => ({
      calls: pages(count, 1000) + 1,
      formula: '⌈edges/1000⌉ writes, 1 more (what HubSpot adds by itself is read)',
    }),
  }),
  // A key that a later page repeats makes both records ambiguous, so that contacts are created when all are read.
  leastSeconds: ({ hubspot }, { contacts }) => ({
    seconds: hubspot / hubspotRatePerSecond + pages(contacts, writeSize) / ratePerSecond,
    formula: "HubSpot's calls ÷ rate, then ⌈contacts/100⌉ creates ÷ rate",
  }),
};
