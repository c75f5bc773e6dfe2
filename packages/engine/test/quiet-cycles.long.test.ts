import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, crm } from './support/crm-and-base.ts';
import { keepQuiet } from './support/quiet.ts';
import { twoApps } from './support/two-apps.ts';
import { expectEqualSides, worldSyncs } from './support/world.ts';
import { departures, edits, perform } from './support/world-edits.ts';

// A record that goes leaves its twin, so that only without departures both sides are alike in the end.
test.each([
  ['edit', edits],
  ['edit and remove', [...edits, ...departures]],
])('whatever people %s, a quiet cycle lets nothing pass that a cycle would write', async (what, kinds) => {
  const small = { capabilities: { deletions: 'feed' } } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(...kinds, fc.constant({ do: 'sync' } as const)), {
        minLength: 1,
        maxLength: 25,
      }),
      async (steps) => {
        const apps = await twoApps({
          left: { ...crm, ...small },
          right: { ...base, capabilities: { ...base.capabilities, ...small.capabilities } },
          syncs: worldSyncs,
        });
        const quietly = await keepQuiet(apps);
        const sync = async (): Promise<void> => {
          if ((await quietly()) === null) await apps.sync();
          else expect(apps.written(await apps.plan())).toBe(0);
        };
        for (const step of steps) {
          if (step.do === 'sync') await sync();
          else perform(apps[step.side], step);
        }
        for (let round = 0; round < 3; round += 1) await sync();
        expect(await quietly()).toMatchObject({ status: 'done' });
        if (what === 'edit') expectEqualSides(apps);
        await apps.store.close();
      },
    ),
    { numRuns: 40 },
  );
});
