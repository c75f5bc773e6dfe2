import { expect } from 'vitest';
import { Mortal, mortalStore } from './mortal.ts';
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

/**
 * Makes the world again and again; each time its sync dies one step later, the next one goes on, and `judge` looks at what it
 * left. A third one has nothing to write, and no create stays open. Resolves to the number of steps.
 */
export async function dieAtEveryStep(
  moment: 'before' | 'after',
  start: (life: Life) => Promise<TwoApps>,
  judge: (apps: TwoApps, step: string) => void | Promise<void>,
): Promise<number> {
  const life: Life = { current: new Mortal(0, moment) };
  let at = 1;
  for (let died = true; died; at += 1) {
    life.current = new Mortal(0, moment);
    const apps = await start(life);
    life.current = new Mortal(at, moment);
    died = await apps.sync({ store: mortalStore(apps.store, life) }).then(
      () => false,
      () => true,
    );
    life.current = new Mortal(0, moment);
    await apps.sync();
    await judge(apps, `step ${at}`);
    expect(apps.written(await apps.sync()), `step ${at}`).toBe(0);
    expect(await apps.store.database.selectFrom('intents').selectAll().execute()).toEqual([]);
    await apps.store.close();
  }
  return at;
}
