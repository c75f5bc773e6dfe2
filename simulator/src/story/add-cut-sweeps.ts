import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import type { FaultGroup } from './fault-groups.ts';
import { sharedRecord } from './shared-records.ts';
import { type Cycle, type Edit, type FaultKind, type Side, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2, 3, 4, 5, 6, 7];

const hour = 3_600_000;

/** What ends a listing in the middle. */
const cuts: readonly FaultKind[] = ['app-down', 'request-lost', 'answer-lost', 'error-after-effect', 'token-expired'];

/**
 * Deletions are found by sweeps alone. Some records are deleted, and the sweeps that are due are cut: by an error of the app, or by
 * the process' death. The next cycle, in which nothing goes wrong and for which no other sweep has become due, is to have found all.
 */
export function addCutSweeps(story: Story, groups: readonly FaultGroup[]): Story {
  const random = createRandom(story.seed, 'cut sweeps');
  const archives = random.chance(0.5);
  const plain = {
    direction: 'two-way',
    create: 'both',
    keyless: 'exclude',
    oneWay: null,
    filter: null,
    deletions: archives ? 'archive' : 'ignore',
  } as const;
  const wait = (ms: number): Step => ({ do: 'wait', ms });
  const swept = (side: Side) => ({ ...story[side], deletions: 'sweep' as const, page: 1 + random.below(3) });
  const deletions = Array.from({ length: 1 + random.below(4) }, (): Edit => {
    return { do: 'delete', side: random.pick(sides), object: 'contact', pick: random.below(numbers.length) };
  });
  const cut = (index: number): Cycle => {
    const dies = groups.includes('crashes') && random.chance(0.5);
    const faults = groups.includes('calls') && !dies ? [{ at: random.below(24), kind: random.pick(cuts) }] : [];
    return { ...calmCycle(index), faults, crashAt: dies ? random.below(60) : null };
  };
  return {
    ...story,
    left: swept('left'),
    right: swept('right'),
    companies: { ...story.companies, ...plain },
    contacts: { ...story.contacts, ...plain, match: ['email'] },
    steps: [
      ...sharedRecord('company', 'employer'),
      ...numbers.flatMap((number) => sharedRecord('contact', `shared${number}`)),
      calmCycle(90),
      wait(13 * hour),
      calmCycle(91),
      wait(13 * hour),
      ...deletions,
      wait(hour),
      ...Array.from({ length: 1 + random.below(3) }, (_, index) => cut(index)),
      { ...calmCycle(92), swept: true },
    ],
  };
}
