import { createRandom } from '../random.ts';
import { calmCycle } from './calm-cycle.ts';
import { sharedRecord } from './shared-records.ts';
import { type Cycle, type Edit, type HintsWanted, isForgetful, type Step, type Story, sides } from './story.ts';

const numbers = [0, 1, 2, 3];

const minute = 60_000;

/**
 * Between the cycles that look at everything the apps tell of what happens in them, and cycles look at that alone. Some of it is lost,
 * comes late, twice or in another order; some is told by nobody: of records to which nothing has happened, and of such as there are
 * none. Twins of deleted records are archived in some syncs, so that who believes a deletion does harm.
 */
export function addHints(story: Story): Story {
  const random = createRandom(story.seed, 'hints');
  const isCareful = isForgetful(story);
  const ruled = (name: 'companies' | 'contacts') => ({
    ...story[name],
    ...(random.chance(0.4) && { deletions: 'archive' as const }),
  });
  const [companies, contacts] = [ruled('companies'), ruled('contacts')];
  const records = (['company', 'contact'] as const).flatMap((object) =>
    numbers.flatMap((number) => sharedRecord(object, `shared${number}`)),
  );
  let cycles = 0;
  const steps = story.steps.flatMap((step): readonly Step[] => {
    if (step.do !== 'cycle') return [step];
    cycles += 1;
    // Before anything has been read, too.
    const rounds = cycles === 1 ? Number(random.chance(0.2)) : random.below(4);
    return [...Array.from({ length: rounds }, () => round(step)).flat(), step];
  });
  return { ...story, companies, contacts, hinted: true, steps: [...records, ...steps] };

  function round(beside: Cycle): readonly Step[] {
    const edited = Array.from({ length: random.below(3) }, edits).flat();
    const wait: readonly Step[] = random.chance(0.3) ? [{ do: 'wait', ms: random.pick([1, 20]) * minute }] : [];
    const cycle: Cycle = random.chance(0.4)
      ? { ...beside, mode: 'sync', full: false, order: random.below(1000), hints: wanted() }
      : { ...calmCycle(random.below(1000)), hints: wanted() };
    return [...edited, ...wait, cycle];
  }

  function wanted(): HintsWanted {
    const isGood = random.chance(0.4);
    return {
      order: random.below(100_000),
      lost: isGood ? 0 : random.pick([0, 0.2, 0.5]),
      late: isGood ? 0 : random.pick([0, 0.3]),
      twice: random.pick([0, 0.3]),
      forged: random.below(4),
    };
  }

  function edits(): readonly Edit[] {
    const [side, pick] = [random.pick(sides), random.below(numbers.length)];
    const object = random.pick(['company', 'contact'] as const);
    const what = random.next();
    if (what < 0.15 && !isCareful) return [{ do: 'delete', side, object, pick }];
    if (what < 0.25 && !isCareful)
      return [{ do: 'merge', side, object, pick, target: random.below(8), newId: random.chance(0.5) }];
    if (what < 0.3 && !isCareful) return [{ do: 'restore', side, object, pick }];
    if (what < 0.5) {
      const association = random.pick(['companies', 'primary', 'parent', 'owner'] as const);
      return [{ do: random.chance(0.7) ? 'link' : 'unlink', side, association, pick, target: random.below(4) }];
    }
    if (what < 0.65) {
      const word = `hinted${random.below(1000)}`;
      const key = object === 'company' ? { domain: `${word}.example` } : { email: `${word}@shared.example` };
      // On both sides at once, of which one may not be told of.
      const ends = random.chance(0.7) ? sides : [side];
      return ends.map((end): Edit => ({ do: 'create', side: end, object, fields: { ...key, name: word } }));
    }
    const value = random.chance(0.15) ? null : `edited ${random.below(1000)}`;
    return [{ do: 'set', side, object, pick, field: object === 'company' ? 'phone' : 'title', value }];
  }
}
