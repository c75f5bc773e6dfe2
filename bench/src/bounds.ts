import type { AppName } from './row.ts';
import type { Size } from './sample.ts';

/** What the vendors' APIs take and give in one call. */
export const perCall = {
  hubspot: { list: 100, search: 200, write: 100, associations: 1000, associationWrites: 1000 },
  airtable: { list: 100, write: 10 },
} as const;

export interface Bound {
  readonly calls: number;
  readonly formula: string;
}

const pages = (records: number, size: number): number => Math.ceil(records / size);

/** Everything read once, and nothing written. HubSpot's lists carry the set of companies, but not which is primary. */
export function firstRead({ contacts, companies }: Size): Readonly<Record<AppName, Bound>> {
  return {
    hubspot: {
      calls: pages(contacts, 100) + pages(companies, 100) + pages(contacts, 1000),
      formula: '⌈contacts/100⌉ + ⌈companies/100⌉ lists, ⌈contacts/1000⌉ for the primary company',
    },
    airtable: {
      calls: pages(contacts, 100) + pages(companies, 100),
      formula: '⌈contacts/100⌉ + ⌈companies/100⌉ lists',
    },
  };
}

/** HubSpot is full, the base is empty: links travel with the creates. */
export function firstSync(size: Size): Readonly<Record<AppName, Bound>> {
  return {
    hubspot: firstRead(size).hubspot,
    airtable: {
      calls: 2 + pages(size.contacts, 10) + pages(size.companies, 10),
      formula: '2 empty lists, ⌈contacts/10⌉ + ⌈companies/10⌉ creates',
    },
  };
}

/** Own writes are read back already. */
export function unchangedCycle({ contacts }: Size): Readonly<Record<AppName, Bound>> {
  return {
    hubspot: {
      calls: 2 + pages(contacts, 1000),
      formula: '1 search for each of 2 objects, ⌈contacts/1000⌉ for the pair contacts–companies',
    },
    airtable: { calls: 2, formula: '1 list for each of 2 tables' },
  };
}

/** So many changed records or associations on one side, on top of an unchanged cycle. */
export function changes(
  kind: 'records' | 'associations',
  from: AppName,
  count: number,
): Readonly<Record<AppName, Bound>> {
  const reading = (app: AppName): Bound => ({
    calls: pages(count, 100) + (app === 'hubspot' ? pages(count, 1000) : 0),
    formula: app === 'hubspot' ? '⌈k/100⌉ reads, ⌈k/1000⌉ of associations' : '⌈k/100⌉ reads',
  });
  const writing: Readonly<Record<AppName, Bound>> = {
    airtable: { calls: pages(count, 10) + 1, formula: '⌈k/10⌉ writes, 1 more' },
    hubspot:
      kind === 'records'
        ? { calls: pages(count, 100) + 1, formula: '⌈k/100⌉ writes, 1 more' }
        : {
            calls: pages(count, 1000) + 1,
            formula: '⌈edges/1000⌉ writes, 1 more (what HubSpot adds by itself is read)',
          },
  };
  return from === 'hubspot'
    ? { hubspot: reading('hubspot'), airtable: writing.airtable }
    : { hubspot: writing.hubspot, airtable: reading('airtable') };
}
