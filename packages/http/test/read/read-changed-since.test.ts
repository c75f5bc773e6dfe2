import { checkpointUnknown, type SourceRecord } from '@linkwright/core';
import { expect, test } from 'vitest';
import { type ChangedPage, readChangedSince } from '../../src/index.ts';

type From = { readonly since: string | null; readonly cursor: string | null };

const at = (time: string): number => Date.parse(`2026-02-03T${time}Z`);
const recordsOf = (...ids: readonly string[]): readonly SourceRecord[] => ids.map((id) => ({ id, fields: {} }));
const page = (id: string, next: string | null, askedAt: number | null): ChangedPage => {
  return { records: recordsOf(id), next, askedAt };
};

/** One read, of the pages of one listing; the reader may stop after some of them. */
async function read(since: string | null, pages: readonly ChangedPage[], { cursorsLast = true, stopAfter = 99 } = {}) {
  const asked: From[] = [];
  const warned: string[] = [];
  const reading = readChangedSince({
    ...{ appName: 'Notes', what: 'notes', since, cursorsLast },
    overlapMs: 60_000,
    logger: { warn: (message) => void warned.push(message) },
    async *pages(from) {
      asked.push(from);
      yield* pages;
    },
  });
  const seen: string[] = [];
  let checkpoint = '';
  for await (const one of reading) {
    seen.push(...one.records.map(({ id }) => id));
    checkpoint = one.checkpoint;
    if (seen.length === stopAfter) break;
  }
  return { seen, checkpoint, asked, warned };
}

test('the next read begins where the first page of this one was asked for, less the overlap', async () => {
  const first = await read(null, [page('1', 'b', at('12:00:00.500')), page('2', null, at('12:30:00'))]);
  expect(first.seen).toEqual(['1', '2']);
  const next = await read(first.checkpoint, [page('3', null, at('13:00:00'))]);
  expect(next.asked).toEqual([{ since: '2026-02-03T11:59:00.500Z', cursor: null }]);
  const third = await read(next.checkpoint, [page('4', null, null)]);
  expect(third.asked).toEqual([{ since: '2026-02-03T12:59:00.000Z', cursor: null }]);
});

test('a read that was broken off goes on at its cursor, and keeps the moment of its own beginning', async () => {
  const broken = await read(null, [page('1', 'b', at('12:00:00')), page('2', null, null)], { stopAfter: 1 });
  const resumed = await read(broken.checkpoint, [page('2', null, at('18:00:00'))]);
  expect(resumed.asked).toEqual([{ since: null, cursor: 'b' }]);
  const next = await read(resumed.checkpoint, [page('3', null, null)]);
  expect(next.asked).toEqual([{ since: '2026-02-03T11:59:00.000Z', cursor: null }]);
});

test('where cursors do not last it begins again, with a moment of its own', async () => {
  const pages = [page('1', 'b', at('12:00:00')), page('2', null, null)];
  const broken = await read(null, pages, { stopAfter: 1, cursorsLast: false });
  const again = await read(broken.checkpoint, [page('1', null, at('18:00:00'))], { cursorsLast: false });
  expect(again.asked).toEqual([{ since: null, cursor: null }]);
  const next = await read(again.checkpoint, [page('3', null, null)]);
  expect(next.asked[0]?.since).toBe('2026-02-03T17:59:00.000Z');
});

test('an app that tells no time is read from the same moment again, and that is told once', async () => {
  const first = await read(null, [page('1', 'b', null), page('2', null, at('12:00:00'))]);
  expect(first.warned).toEqual(["Notes's answers carry no Date header, so the next read of notes repeats this one."]);
  const resumed = await read(first.checkpoint, [page('3', null, at('13:00:00'))]);
  expect(resumed.asked).toEqual([{ since: null, cursor: null }]);
  expect(resumed.warned).toEqual([]);
  const timeless = await read(resumed.checkpoint, [page('4', null, null)]);
  const same = await read(timeless.checkpoint, [page('5', null, null)]);
  expect(same.asked).toEqual([{ since: '2026-02-03T12:59:00.000Z', cursor: null }]);
});

test('a checkpoint of somebody else is refused before anything is read', async () => {
  let asked = 0;
  const reading = readChangedSince({
    ...{ appName: 'Notes', what: 'notes', since: '{"v":7}', overlapMs: 0, logger: { warn: () => {} } },
    async *pages() {
      asked += 1;
      yield page('1', null, null);
    },
  });
  await expect(reading.next()).rejects.toMatchObject({ code: checkpointUnknown });
  expect(asked).toBe(0);
});

test('a failure in the middle is told, and the page before can be resumed from', async () => {
  let checkpoint = '';
  const reading = readChangedSince({
    ...{ appName: 'Notes', what: 'notes', since: null, overlapMs: 0, logger: { warn: () => {} } },
    async *pages() {
      yield page('1', 'b', at('12:00:00'));
      throw new Error('stopped');
    },
  });
  const rest = (async () => {
    for await (const one of reading) checkpoint = one.checkpoint;
  })();
  await expect(rest).rejects.toThrow('stopped');
  expect((await read(checkpoint, [page('2', null, null)])).asked).toEqual([{ since: null, cursor: 'b' }]);
});
