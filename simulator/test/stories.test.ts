import { expect, test } from 'vitest';
import { calmCycle } from '../src/story/calm-cycle.ts';
import { profileOf } from '../src/story/profiles.ts';
import type { Step, Story } from '../src/story/story.ts';
import { writeStory } from '../src/story/write-story.ts';
import { runStory } from '../src/world/run-story.ts';

/** Stories that people wrote, for what seeds come upon too seldom. */

test.each([{ newId: false }, { newId: true }])(
  'a deletion that is approved after a merger has brought something along is not carried out (new id: $newId)',
  async ({ newId }) => {
    const steps: readonly Step[] = [
      { do: 'create', side: 'left', object: 'contact', fields: { name: 'shared0' } },
      calmCycle(1),
      { do: 'create', side: 'right', object: 'contact', fields: { title: 'Boss' } },
      calmCycle(2),
      { do: 'delete', side: 'left', object: 'contact', pick: 0 },
      calmCycle(3),
      { do: 'merge', side: 'right', object: 'contact', pick: 0, target: 1, newId },
      calmCycle(4),
      { do: 'answer', decision: 'approve', pick: 0 },
      calmCycle(5),
    ];
    const { violations, lines } = await runStory(story(steps), { keepsTrace: true });
    expect(violations).toEqual([]);
    expect(lines.filter((line) => line.includes('approves the deletion of r-contacts'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('archives'))).toEqual([]);
  },
);

/** A workplace database on the left, a crm on the right; nothing goes wrong, and deletions are asked about. */
function story(steps: readonly Step[]): Story {
  const drawn = writeStory(92006071, [], profileOf('reviews'));
  return {
    ...drawn,
    contacts: {
      ...drawn.contacts,
      direction: 'two-way',
      create: 'both',
      deletions: 'review',
      keyless: 'exclude',
      identity: false,
      match: ['name'],
      oneWay: null,
      filter: null,
    },
    steps,
  };
}
