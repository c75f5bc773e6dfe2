import { describe, expect, it } from 'vitest';
import { renderTable } from '../src/print-table.ts';
import { holds, type Row } from '../src/row.ts';
import { runBench } from '../src/run-bench.ts';
import { makeSample } from '../src/sample.ts';

describe('the quick bench', () => {
  it('keeps the budgets of calls', async () => {
    const rows = await runBench({
      size: { contacts: 1000, companies: 100 },
      changed: 100,
      naive: { contacts: 50, companies: 5 },
      throughput: 2000,
      tenfold: false,
      // `test/publishing` holds its budget, with what a registry has.
      installation: false,
      // The time of this row depends on the machine, so it is not asserted.
      speed: 50,
      progress: () => undefined,
    });
    const counted = rows.filter(({ unit, budget }) => unit === 'calls' && budget !== undefined);
    expect(counted.filter((row) => holds(row) === false)).toEqual([]);
    expect(new Set(counted.map(({ what }) => what))).toEqual(
      new Set([
        'first sync',
        'cycle with nothing changed',
        '100 changed records in HubSpot, on top',
        '100 changed records in Airtable, on top',
        '100 changed records in Kintone, on top',
        '100 changed associations in HubSpot, on top',
        '100 changed associations in Airtable, on top',
        '100 changed associations in Kintone, on top',
        'moving in: all linked, nothing written',
        'the same, calls refused with 429',
      ]),
    );
    expect(counted.map(({ pair }) => pair).filter((pair) => pair === 'Kintone')).toHaveLength(15);
    const alone = rows.filter(({ formula }) => /^(PouchDB|RxDB|3 × that with SQLite|what it is meant)/.test(formula));
    expect(alone.map(({ measured, bound }) => measured > 0 && (bound ?? 0) > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    const naive = rows.filter(({ what, app }) => what === 'naive script, first sync, calls' && app === 'Airtable');
    expect(naive.map(({ measured, bound }) => measured > 20 * (bound ?? Number.POSITIVE_INFINITY))).toEqual([true]);
  });
});

describe('the table', () => {
  const row: Row = {
    what: 'calls',
    pair: 'Airtable',
    app: 'HubSpot',
    measured: 21,
    bound: 20,
    budget: 1.05,
    unit: 'calls',
    formula: 'x',
  };

  it('says whether a budget is kept', () => {
    expect(holds(row)).toBe(true);
    expect(holds({ ...row, measured: 22 })).toBe(false);
    const { budget: _, ...unbounded } = row;
    expect(holds(unbounded)).toBeNull();
    expect(renderTable([{ ...row, unit: 'packages', measured: 67 }])).toMatch(/ 67 packages +20 packages /);
    expect(renderTable([row, { ...row, measured: 22 }])).toBe(
      [
        '       with      app      measured  bound  ratio  budget            bound is',
        'calls  Airtable  HubSpot        21     20  1.050  ≤ 1.05  ok        x',
        '                 HubSpot        22     20  1.100  ≤ 1.05  EXCEEDED  x',
      ].join('\n'),
    );
  });
});

describe('the sample', () => {
  it('gives every contact one to three companies, each once', () => {
    const { contacts, companies } = makeSample({ contacts: 300, companies: 30 });
    const domains = new Set(companies.map(({ domain }) => domain));
    for (const contact of contacts) {
      expect(new Set(contact.companies).size).toBe(contact.companies.length);
      expect(contact.companies.every((domain) => domains.has(domain))).toBe(true);
    }
    expect(new Set(contacts.map((contact) => contact.companies.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(contacts.map(({ email }) => email)).size).toBe(300);
  });
});
