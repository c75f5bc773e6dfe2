import { createTestClock } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { connect, createSampleApp } from './sample-app.ts';

/** An index that learns of every change ten seconds late, and a connector that reaches back by twenty. */
function laggingApp() {
  const clock = createTestClock();
  const app = createSampleApp({ clock, indexLag: () => 10_000, indexOverlapMs: 20_000, pageSize: 2 });
  return { app, clock, connection: connect(app) };
}

describe('reads since a checkpoint from an index that lags', () => {
  it('show what was before until the index has learnt of a change, and miss nothing in the end', async () => {
    const { app, clock, connection } = laggingApp();
    const id = app.create('contacts', { code: 'old' });
    const checkpointOf = async (since: string | null) =>
      (await connection.changes('contacts', since)).at(-1)?.checkpoint ?? null;
    const codes = async (since: string | null) =>
      (await connection.changes('contacts', since)).flatMap((page) => page.records.map(({ fields }) => fields.code));
    // The list is consistent.
    expect(await codes(null)).toEqual(['old']);
    clock.advance(15_000);
    const checkpoint = await checkpointOf(null);
    app.update('contacts', id, { code: 'new' });
    expect(await codes(checkpoint)).toEqual(['old']);
    const next = await checkpointOf(checkpoint);
    clock.advance(10_000);
    expect(await codes(next)).toEqual(['new']);
  });

  it('page through what changed, each record once', async () => {
    const { app, clock, connection } = laggingApp();
    const before = (await connection.changes('contacts', null)).at(-1)?.checkpoint ?? null;
    const ids = [1, 2, 3, 4, 5].map((number) => app.create('contacts', { code: String(number) }));
    clock.advance(10_000);
    const pages = await connection.changes('contacts', before);
    expect(pages.flatMap((page) => page.records.map((record) => record.id)).sort()).toEqual([...ids].sort());
    expect(pages.every((page) => page.records.length <= 2)).toBe(true);
  });

  it('go on from any page of the list', async () => {
    const { app, connection } = laggingApp();
    const ids = [1, 2, 3, 4, 5].map((number) => app.create('contacts', { code: String(number) }));
    const [first] = await connection.changes('contacts', null);
    const rest = await connection.changes('contacts', first?.checkpoint ?? null);
    expect(rest.flatMap((page) => page.records.map((record) => record.id))).toEqual(ids.slice(2));
  });

  it('go on to show a record that is gone for as long', async () => {
    const { app, clock, connection } = laggingApp();
    const id = app.create('contacts', { code: 'a' });
    clock.advance(10_000);
    const checkpoint = (await connection.changes('contacts', null)).at(-1)?.checkpoint ?? null;
    app.archive('contacts', id);
    const shown = async () => (await connection.changes('contacts', checkpoint)).flatMap((page) => page.records).length;
    expect(await shown()).toBe(1);
    clock.advance(10_000);
    expect(await shown()).toBe(0);
  });
});
