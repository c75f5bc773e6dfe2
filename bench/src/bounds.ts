import type { Size } from './sample.ts';

export interface Bound {
  readonly calls: number;
  readonly formula: string;
}

/** HubSpot, and the app that it is paired with. */
export type Side = 'hubspot' | 'other';
export const sides: readonly Side[] = ['hubspot', 'other'];

export type Bounds = Readonly<Record<Side, Bound>>;
export type Kind = 'records' | 'associations';

/** The least that the work of a pair can cost. */
export interface PairBounds {
  /** Everything read once, and nothing written. */
  firstRead(size: Size): Bounds;
  /** HubSpot is full, the other app is empty. */
  firstSync(size: Size): Bounds;
  /** Own writes are read back already. */
  unchangedCycle(size: Size): Bounds;
  /** So many changed records or associations on one side, on top of an unchanged cycle. */
  changes(kind: Kind, from: Side, count: number): Bounds;
  /** What every run has to know, whatever there is to do. */
  opening: Bounds;
}

/** What the other app's API takes and gives, whose associations travel with the record. */
export interface OtherLimits {
  readonly pageSize: number;
  readonly writeSize: number;
  /** Does a write's answer not show what the app holds, so that what was written is read back? */
  readonly readBack: boolean;
  /** What a table is called there. */
  readonly table: string;
  readonly opening: Bound;
  /** Calls for so many associations that HubSpot is given. */
  readonly associationWrites: (count: number) => Bound;
}

export const pages = (records: number, size: number): number => Math.ceil(records / size);

/** HubSpot's lists carry the set of companies, but not which is primary. */
export function boundsWith({
  pageSize,
  writeSize,
  readBack,
  table,
  opening,
  associationWrites,
}: OtherLimits): PairBounds {
  const firstRead = ({ contacts, companies }: Size): Bounds => ({
    hubspot: {
      calls: pages(contacts, 100) + pages(companies, 100) + pages(contacts, 1000),
      formula: '⌈contacts/100⌉ + ⌈companies/100⌉ lists, ⌈contacts/1000⌉ for the primary company',
    },
    other: {
      calls: pages(contacts, pageSize) + pages(companies, pageSize),
      formula: `⌈contacts/${pageSize}⌉ + ⌈companies/${pageSize}⌉ lists`,
    },
  });
  const reading = (side: Side, count: number): Bound =>
    side === 'hubspot'
      ? { calls: pages(count, 100) + pages(count, 1000), formula: '⌈k/100⌉ reads, ⌈k/1000⌉ of associations' }
      : { calls: pages(count, pageSize), formula: `⌈k/${pageSize}⌉ reads` };
  /** Of so many records of each object. */
  const readBackOf = (counts: readonly number[], ...names: readonly string[]): Bound => {
    if (!readBack) return { calls: 0, formula: '' };
    const calls = counts.reduce((sum, count) => sum + pages(count, pageSize), 0);
    return { calls, formula: `, ${names.map((name) => `⌈${name}/${pageSize}⌉`).join(' + ')} read back` };
  };
  const writing = (kind: Kind, side: Side, count: number): Bound => {
    if (side === 'other') {
      const read = readBackOf([count], 'k');
      return {
        calls: pages(count, writeSize) + read.calls + 1,
        formula: `⌈k/${writeSize}⌉ writes${read.formula}, 1 more`,
      };
    }
    if (kind === 'associations') return associationWrites(count);
    return { calls: pages(count, 100) + 1, formula: '⌈k/100⌉ writes, 1 more' };
  };
  return {
    firstRead,
    firstSync(size) {
      const read = readBackOf([size.contacts, size.companies], 'contacts', 'companies');
      return {
        hubspot: firstRead(size).hubspot,
        // Links travel with the creates.
        other: {
          calls: 2 + pages(size.contacts, writeSize) + pages(size.companies, writeSize) + read.calls,
          formula: `2 empty lists, ⌈contacts/${writeSize}⌉ + ⌈companies/${writeSize}⌉ creates${read.formula}`,
        },
      };
    },
    unchangedCycle: ({ contacts }) => ({
      hubspot: {
        calls: 2 + pages(contacts, 1000),
        formula: '1 search for each of 2 objects, ⌈contacts/1000⌉ for the pair contacts–companies',
      },
      other: { calls: 2, formula: `1 list for each of 2 ${table}s` },
    }),
    changes: (kind, from, count) =>
      from === 'hubspot'
        ? { hubspot: reading('hubspot', count), other: writing(kind, 'other', count) }
        : { hubspot: writing(kind, 'hubspot', count), other: reading('other', count) },
    opening: {
      hubspot: {
        calls: 14,
        formula: 'account, schemas, those of 2 objects, limits, properties of 2, their associations with 4 each',
      },
      other: opening,
    },
  };
}
