import { expect } from 'vitest';
import { Mortal, mortalStore, type StepOfKind } from './mortal.ts';
import type { TwoApps } from './two-apps.ts';

/** Which step the process under test dies at; a world is made with it at its calmest, and lives on with another one. */
export interface Life {
  current: Mortal;
}

/** The world after a sync in which nobody dies. */
export async function liveOnce(moment: 'before' | 'after', start: (life: Life) => Promise<TwoApps>): Promise<TwoApps> {
  const life: Life = { current: new Mortal(0, moment) };
  const apps = await start(life);
  await apps.sync({ store: mortalStore(apps.store, life) });
  return apps;
}

type Judge = (apps: TwoApps, step: string) => void | Promise<void>;

/**
 * Makes the world again and again; each time its sync dies one step later, the next one goes on, and `judge` looks at what it
 * left. A third one has nothing to write, and no create stays open. Resolves to the number of steps.
 */
export async function dieAtEveryStep(
  moment: 'before' | 'after',
  start: (life: Life) => Promise<TwoApps>,
  judge: Judge,
): Promise<number> {
  let at = 1;
  for (let died = true; died; at += 1) died = await dieAt(at, moment, start, judge);
  return at;
}

/**
 * The same with a share of the steps: the first and the last of every kind, and each `every`-th of it in between. Resolves to the
 * kinds that it died at, and how often.
 */
export async function dieAtSomeSteps(
  every: number,
  moment: 'before' | 'after',
  start: (life: Life) => Promise<TwoApps>,
  judge: Judge,
): Promise<ReadonlyMap<string, number>> {
  const life: Life = { current: new Mortal(0, moment) };
  const calm = await start(life);
  life.current = new Mortal(0, moment);
  await calm.sync({ store: mortalStore(calm.store, life) });
  const deaths = new Map<string, number>();
  for (const [kind, last] of life.current.steps) {
    for (let nth = 1; nth <= last; nth += 1) {
      if (nth !== last && nth % every !== 1) continue;
      const died = await dieAt({ kind, nth }, moment, start, judge);
      expect(died, `${kind} ${nth}`).toBe(true);
      deaths.set(kind, (deaths.get(kind) ?? 0) + 1);
    }
  }
  return deaths;
}

async function dieAt(
  at: number | StepOfKind,
  moment: 'before' | 'after',
  start: (life: Life) => Promise<TwoApps>,
  judge: Judge,
): Promise<boolean> {
  const step = typeof at === 'number' ? `step ${at}` : `${at.kind} ${at.nth}`;
  const life: Life = { current: new Mortal(0, moment) };
  const apps = await start(life);
  life.current = new Mortal(at, moment);
  const died = await apps.sync({ store: mortalStore(apps.store, life) }).then(
    () => false,
    () => true,
  );
  life.current = new Mortal(0, moment);
  await apps.sync();
  await judge(apps, step);
  expect(apps.written(await apps.sync()), step).toBe(0);
  expect(await apps.store.database.selectFrom('intents').selectAll().execute()).toEqual([]);
  await apps.store.close();
  return died;
}
