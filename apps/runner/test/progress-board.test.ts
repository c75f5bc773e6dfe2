import { expect, it } from 'vitest';
import { createProgressBoard } from '../src/session/progress-board.ts';
import { createWaits } from '../src/session/waits.ts';

it('tells each object and each sync by itself: done of total, rate, time left, and calls that wait', () => {
  let time = 0;
  let waiting = 0;
  let waitTime = 0;
  const waits = createWaits(() => waitTime);
  const board = createProgressBoard({
    mode: 'sync',
    now: () => time,
    waitingCalls: () => waiting,
    waits: waits.line,
  });
  expect(board.line()).toBeNull();
  const page = { kind: 'page-pulled', connection: 'hubspot', object: 'contacts', records: 100 } as const;
  board.listen(page);
  expect(board.line()).toBe('reading hubspot contacts 100');
  time = 10_000;
  board.listen({ ...page, expected: 4000, records: 900 });
  expect(board.line()).toBe('reading hubspot contacts 1,000 of 4,000, 100/s, 30 s left');
  board.listen({ ...page, object: 'companies', records: 5 });
  expect(board.line()).toContain(' · reading hubspot companies 5');
  board.listen({ kind: 'object-pulled', connection: 'hubspot', object: 'contacts' });
  board.listen({ kind: 'object-pulled', connection: 'hubspot', object: 'companies' });
  expect(board.line()).toBeNull();

  board.listen({ kind: 'pass-started', sync: 'contacts', records: 1200 });
  time = 20_000;
  const operation = {
    sync: 'contacts',
    kind: 'create',
    side: 'right',
    connection: 'airtable',
    id: '1',
    label: 'Ada',
    fields: [],
    associations: [],
  } as const;
  for (let n = 0; n < 200; n += 1) board.listen({ kind: 'operation', operation });
  waiting = 3;
  expect(board.line()).toBe('syncing contacts 200 of 1,200, 20/s, 50 s left · 3 calls waiting');
  // An app that asks to wait is named first, with what is left of it.
  waits.wait('Airtable', waitTime + 30_000);
  expect(board.line()).toBe(
    'waiting for Airtable, 30 s left · syncing contacts 200 of 1,200, 20/s, 50 s left · 3 calls waiting',
  );
  waitTime += 10_000;
  expect(board.line()).toMatch(/^waiting for Airtable, 20 s left · /);
  waits.wait('HubSpot', waitTime + 240_000);
  expect(board.line()).toMatch(/^waiting for Airtable, 20 s left · waiting for HubSpot, 4 min left · /);
  waitTime += 240_000;
  expect(board.line()).toMatch(/^syncing contacts /);
  waiting = 0;
  // What was written is among what has been looked at.
  board.listen({ kind: 'records-settled', sync: 'contacts', records: 1000 });
  expect(board.line()).toBe('syncing contacts 1,000 of 1,200, 100/s, 2 s left');
  board.listen({ kind: 'records-settled', sync: 'contacts', records: 200 });
  expect(board.line()).toBeNull();

  // The next sync begins at nothing.
  board.listen({ kind: 'pass-started', sync: 'deals', records: 10 });
  expect(board.line()).toBe('syncing deals 0 of 10');
});
