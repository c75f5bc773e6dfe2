import { expect, test } from 'vitest';
import { dieAtEveryStep, type Life } from './support/die-at-every-step.ts';
import { mortalApp } from './support/mortal.ts';
import { smallBatches } from './support/small-batches.ts';
import { find, type TwoApps } from './support/two-apps.ts';
import { contactsAlone, crmOf, standardObjects, twoCrms } from './support/two-crms.ts';

/** Contacts with companies that are there on neither, one or both sides, and companies that nobody refers to. */
async function busyCrms(life: Life): Promise<TwoApps> {
  const app = {
    objects: standardObjects,
    pageSize: 3,
    capabilities: { batchLimits: smallBatches, deletions: 'feed' as const },
  };
  const apps = await twoCrms(
    { contacts: contactsAlone },
    { left: app, right: app, wrap: (inner) => mortalApp(inner, life) },
  );
  const company = (side: 'left' | 'right', name: string): string =>
    apps[side].create('companies', { name, domain: `${name.toLowerCase()}.example` });
  const contact = (side: 'left' | 'right', name: string, companies: readonly string[]): string =>
    apps[side].create('contacts', { email: `${name}@x.example`, name }, { companies: [...companies] });
  const [a, b] = [company('left', 'A'), company('left', 'B')];
  company('left', 'Nobody');
  company('right', 'B');
  const ada = contact('left', 'ada', [a]);
  await apps.sync();
  contact('left', 'bob', [a, b]);
  contact('right', 'tony', [company('right', 'C')]);
  apps.left.associate('contacts', ada, 'primary', company('left', 'D'));
  apps.right.associate(
    'contacts',
    find(apps.right, 'contacts', 'email', 'ada@x.example').id,
    'companies',
    company('right', 'E'),
  );
  return apps;
}

test.each(['before', 'after'] as const)(
  'a process that dies %s any step makes no company twice, and goes on',
  async (moment) => {
    const expected = { left: ['A', 'B', 'C', 'D', 'E', 'Nobody'], right: ['A', 'B', 'C', 'D', 'E'] };
    const contacts = {
      'ada@x.example': 'D of A, D, E',
      'bob@x.example': 'A of A, B',
      'tony@x.example': 'C of C',
    };
    const steps = await dieAtEveryStep(moment, busyCrms, async (apps, step) => {
      expect(crmOf(apps.left), step).toEqual({ companies: expected.left, contacts });
      expect(crmOf(apps.right), step).toEqual({ companies: expected.right, contacts });
      expect(await apps.held()).toEqual([]);
    });
    expect(steps).toBeGreaterThan(40);
  },
);
