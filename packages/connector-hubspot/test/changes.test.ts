import type { ChangePage } from '@linkwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { overlapMs } from '../src/hubspot-changes.ts';
import { contactProperties, type ScriptedAnswer, type ScriptedRequest, scriptedTest } from './scripted-hubspot.ts';

const signal = new AbortController().signal;
const hubspot = scriptedTest(afterEach);

const searchSchema = z.object({
  filterGroups: z.array(
    z.object({ filters: z.array(z.object({ propertyName: z.string(), operator: z.string(), value: z.string() })) }),
  ),
  sorts: z.array(z.object({ propertyName: z.string() })),
  properties: z.array(z.string()),
  limit: z.number(),
});

interface Stored {
  readonly id: number;
  readonly modified: number;
}

/** Searches as HubSpot does: filters, one sort rule, pages of `limit`, no order within equal values. */
function search(stored: readonly Stored[], request: ScriptedRequest): ScriptedAnswer {
  const body = searchSchema.parse(request.body);
  const sortValue = (record: Stored, property: string) => (property === 'hs_object_id' ? record.id : record.modified);
  const compare: Record<string, (a: number, b: number) => boolean> = {
    GTE: (a, b) => a >= b,
    GT: (a, b) => a > b,
    EQ: (a, b) => a === b,
  };
  const filters = body.filterGroups[0]?.filters ?? [];
  const sort = body.sorts[0]?.propertyName ?? '';
  const found = stored
    .filter((record) =>
      filters.every((filter) =>
        compare[filter.operator]?.(sortValue(record, filter.propertyName), Number(filter.value)),
      ),
    )
    .sort((a, b) => sortValue(a, sort) - sortValue(b, sort) || (b.id % 7) - (a.id % 7));
  const results = found.slice(0, body.limit).map(({ id, modified }) => ({
    id: String(id),
    properties: { lastmodifieddate: new Date(modified).toISOString(), firstname: `n${id}` },
  }));
  return {
    status: 200,
    headers: { date: new Date(1_770_000_000_000).toUTCString() },
    body: {
      total: found.length,
      results,
      ...(found.length > body.limit ? { paging: { next: { after: '200' } } } : {}),
    },
  };
}

async function readAll(
  since: string | null,
  fields: readonly string[] = ['firstname'],
  associations: readonly string[] = [],
) {
  const pages: ChangePage[] = [];
  if (hubspot === null) throw new Error('not connected');
  const request = { object: 'contacts', since, fields, associations };
  for await (const page of hubspot.connection.readChanges(request, { signal })) pages.push(page);
  return pages;
}

const since = (ms: number) => JSON.stringify({ v: 1, mode: 'search', since: ms });
const idsOf = (pages: readonly ChangePage[]) => pages.flatMap((page) => page.records.map(({ id }) => id));

describe('the search by modification date', () => {
  it('takes one call where nothing has changed, and goes on from HubSpot’s own time', async () => {
    await hubspot.connect((request) => search([], request));
    const pages = await readAll(since(1_769_999_000_000));
    expect(pages).toEqual([{ records: [], deleted: [], checkpoint: since(1_770_000_000_000) }]);
    expect(hubspot.requests).toHaveLength(1);
    expect(hubspot.requests[0]?.body).toMatchObject({
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(1_769_999_000_000 - overlapMs) },
          ],
        },
      ],
    });
  });

  it('finds each record once across page edges with ties, and moments that fill pages', async () => {
    const start = 1_799_999_000_000;
    const stored = Array.from({ length: 1500 }, (_, index) => ({
      id: index + 1,
      // 450 records of one moment in the middle, pairs elsewhere.
      modified: start + (index >= 500 && index < 950 ? 500 : index - (index % 2)),
    })).map((record) => (record.id > 950 ? { ...record, modified: record.modified + 1000 } : record));
    await hubspot.connect((request) => search(stored, request));
    const ids = idsOf(await readAll(since(start)));
    expect(ids).toHaveLength(1500);
    expect(new Set(ids).size).toBe(1500);
    expect(hubspot.requests.length).toBeLessThanOrEqual(14);
  });

  it('loses nothing when a record moves to the end between two pages', async () => {
    const start = 1_799_999_000_000;
    let stored = Array.from({ length: 250 }, (_, index) => ({ id: index + 1, modified: start + index }));
    await hubspot.connect((request) => {
      const answer = search(stored, request);
      stored = stored.map((record) => (record.id <= 5 ? { ...record, modified: start + 10_000 + record.id } : record));
      return answer;
    });
    expect(new Set(idsOf(await readAll(since(start)))).size).toBe(250);
  });

  it('can be resumed from any page without a loss', async () => {
    const start = 1_799_000_000_000;
    const stored = Array.from({ length: 700 }, (_, index) => ({ id: index + 1, modified: start + index * 1000 }));
    await hubspot.connect((request) => search(stored, request));
    const pages = await readAll(since(start));
    for (const [index, page] of pages.entries()) {
      const seen = new Set(idsOf(pages.slice(0, index + 1)));
      for (const id of idsOf(await readAll(page.checkpoint))) seen.add(id);
      expect(seen.size).toBe(700);
    }
  });

  it('reads by id what does not fit into a search', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `a_rather_long_property_name_${index}`);
    const properties = names.map((name) => ({ name, label: name, type: 'string', fieldType: 'text' }));
    // Empty properties are there.
    const blanks = Object.fromEntries(names.map((name) => [name, null]));
    const start = 1_799_999_000_000;
    await hubspot.connect(
      (request) =>
        request.path.endsWith('/search')
          ? search([{ id: 5, modified: start }], request)
          : { status: 200, body: { results: [{ id: '5', properties: { ...blanks, [names[0] ?? '']: 'v' } }] } },
      [...contactProperties, ...properties],
    );
    const pages = await readAll(since(start), names);
    expect(hubspot.requests.map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual([
      'contacts/search',
      'batch/read',
    ]);
    expect(JSON.stringify(hubspot.requests[0]?.body).length).toBeLessThan(3000);
    expect(pages[0]?.records[0]?.fields).toMatchObject({ a_rather_long_property_name_0: 'v' });
    expect(Object.keys(pages[0]?.records[0]?.fields ?? {})).toHaveLength(200);
  });
});

describe.each(['search', 'list'] as const)('a Date header that is ahead of ours, in the %s', (mode) => {
  it.each([1000, 3_600_000, 86_000_000])('by %i ms hides no change', async (ahead) => {
    // What the test's clock says throughout.
    const ours = Date.parse('2026-02-03T04:05:06.000Z');
    await hubspot.connect(() => ({
      status: 200,
      headers: { date: new Date(ours + ahead).toUTCString() },
      body: { total: 0, results: [] },
    }));
    expect(hubspot.context.clock.now()).toBe(ours);
    const pages = await readAll(mode === 'search' ? since(ours - 3_600_000) : null);
    expect(pages.at(-1)?.checkpoint).toBe(since(ours));
  });
});

describe('the list', () => {
  it('pages, keeps the time at which it began, and hands over to the search', async () => {
    const date = (second: number) => ({ date: new Date(1_770_000_000_000 + second * 1000).toUTCString() });
    await hubspot.connect((request) =>
      request.query.get('after') === null
        ? {
            status: 200,
            headers: date(0),
            body: { results: [{ id: '1', properties: { firstname: 'a' } }], paging: { next: { after: '2' } } },
          }
        : { status: 200, headers: date(50), body: { results: [{ id: '2', properties: { firstname: '' } }] } },
    );
    const pages = await readAll(null);
    expect(pages.map((page) => JSON.parse(page.checkpoint))).toEqual([
      { v: 1, mode: 'list', after: '2', startedAt: 1_770_000_000_000 },
      { v: 1, mode: 'search', since: 1_770_000_000_000 },
    ]);
    expect(pages[1]?.records[0]?.fields).toEqual({ firstname: null });
    const resumed = await readAll(pages[0]?.checkpoint ?? null);
    expect(idsOf(resumed)).toEqual(['2']);
    expect(resumed[0]?.checkpoint).toBe(pages[1]?.checkpoint);
  });

  it('takes sets from the page, and leaves out marks and lists that go on', async () => {
    const type = 'contact_to_company';
    await hubspot.connect(() => ({
      status: 200,
      body: {
        results: [
          {
            id: '1',
            properties: { hs_merged_object_ids: '8;9' },
            associations: {
              companies: {
                results: [
                  { id: '10', type },
                  { id: '10', type: `${type}_unlabeled` },
                ],
              },
            },
          },
          {
            id: '2',
            properties: { hs_merged_object_ids: null },
            associations: { companies: { results: [{ id: '10', type }], paging: { next: { after: '11' } } } },
          },
        ],
      },
    }));
    const [page] = await readAll(null, [], ['companies', 'companies#HUBSPOT_DEFINED:1', 'deals']);
    expect(hubspot.requests[0]?.query.get('associations')).toBe('companies,deals');
    expect(page?.records).toMatchObject([{ mergedFrom: ['8', '9'] }, {}]);
    expect(page?.records.map(({ associations }) => associations)).toEqual([
      { companies: [{ id: '10' }], deals: [] },
      { deals: [] },
    ]);
  });

  it('keeps its address short: ids first, then the records', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `a_rather_long_property_name_${index}`);
    const properties = names.map((name) => ({ name, label: name, type: 'string', fieldType: 'text' }));
    await hubspot.connect(
      (request) =>
        request.method === 'GET'
          ? { status: 200, body: { results: [{ id: '5', properties: { hs_object_id: '5' } }] } }
          : { status: 200, body: { results: [{ id: '5', properties: { [names[0] ?? '']: 'v' } }] } },
      properties,
    );
    const pages = await readAll(null, names);
    expect(hubspot.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(hubspot.requests[0]?.query.toString().length).toBeLessThan(8000);
    expect(pages[0]?.records[0]?.fields).toMatchObject({ a_rather_long_property_name_0: 'v' });
  });

  it('leaves out a property that HubSpot does not have, and a value that is none', async () => {
    await hubspot.connect(() => ({
      status: 200,
      body: { results: [{ id: '1', properties: { employees: 'many', firstname: 'a' } }] },
    }));
    const [page] = await readAll(null, ['firstname', 'employees', 'vanished']);
    expect(page?.records[0]?.fields).toEqual({ firstname: 'a' });
  });

  it('takes a property that an answer leaves out for unreadable, and one that is null for empty', async () => {
    await hubspot.connect(() => ({
      status: 200,
      body: { results: [{ id: '1', properties: { firstname: null } }] },
    }));
    const [page] = await readAll(null, ['firstname', 'employees']);
    expect(page?.records[0]?.fields).toEqual({ firstname: null });
  });

  it('refuses a checkpoint that it did not write', async () => {
    await hubspot.connect(() => ({ status: 200, body: { results: [] } }));
    await expect(readAll('{"v":2}')).rejects.toMatchObject({ kind: 'contract', code: 'checkpoint-unknown' });
  });
});
