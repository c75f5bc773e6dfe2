import { pino } from 'pino';
import { expect, it } from 'vitest';
import { DueJobs, type DueWorkspace } from '../../src/service/due-jobs.ts';

/** A workspace on a database, whose due time is what a document of its state says; a look takes as long as the test wants. */
function onDatabase() {
  let stored: number | null = null;
  const looks: (() => void)[] = [];
  const said: (number | null)[] = [];
  const look = async (): Promise<string> => {
    const seen = String(stored);
    await new Promise<void>((resolve) => looks.push(resolve));
    return seen;
  };
  const due = (seen: string | null): number | null => (seen === null || seen === 'null' ? null : Number(seen));
  const workspace: DueWorkspace = {
    name: 'crm',
    file: 'linkwright.yaml',
    shared: { place: 'postgresql://localhost/state', schema: 'crm', leaseMs: 1000 },
    pairs: [{ left: 'hubspot', right: 'airtable', syncs: [] }],
    dues: async () => [due(await look())],
    duesBy: (read) => [due(read('schedule'))],
    notePace: async () => undefined,
  };
  const crew = {
    scheduler: {
      set: async (_: unknown, dueAt: number | null) => void said.push(dueAt),
      forget: async () => undefined,
      claim: async () => null,
      close: async () => undefined,
    },
    workspaces: new Map(),
    readDocuments: async () => {
      const seen = await look();
      return () => () => seen;
    },
  };
  const clock = { now: () => 0, wait: async () => undefined };
  const troubles: unknown[] = [];
  const jobs = new DueJobs({ clock, log: pino({ level: 'silent' }) }, new Map([[workspace, crew]]), (_, error) =>
    troubles.push(error),
  );
  return {
    jobs,
    workspace,
    said,
    troubles,
    /** Somebody stores another due time, and tells. */
    announce(dueAt: number): void {
      stored = dueAt;
      jobs.add(workspace);
    },
    /** Lets the look end that was begun so many before the last one. */
    endLook: (before = 0): void => looks[looks.length - 1 - before]?.(),
  };
}

const { signal } = new AbortController();

it('what is asked for while many states are read is looked at again', async () => {
  const { jobs, workspace, said, troubles, announce, endLook } = onDatabase();
  announce(100);
  const first = jobs.setAll(signal);
  announce(1);
  endLook();
  await first;
  expect(said).toEqual([100]);
  expect(jobs.has(workspace)).toBe(true);
  const second = jobs.setAll(signal);
  endLook();
  await second;
  expect(said).toEqual([100, 1]);
  expect(jobs.has(workspace)).toBe(false);
  expect(troubles).toEqual([]);
});

it('a look that takes longer than a later one does not put the former time back', async () => {
  const { jobs, workspace, said, announce, endLook } = onDatabase();
  announce(100);
  const slow = jobs.set(workspace);
  announce(1);
  const quick = jobs.setAll(signal);
  endLook();
  await quick;
  endLook(1);
  await slow;
  expect(said).toEqual([1]);
});
