import { isLinkwrightError } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TwoApps } from './support/two-apps.ts';
import { companiesToo, contactsAlone, crmOf, twoCrms } from './support/two-crms.ts';

type Side = 'left' | 'right';

const side = fc.constantFrom<Side>('left', 'right');
const pick = fc.nat({ max: 8 });

const edit = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('company' as const), side, key: fc.nat({ max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('contact' as const), side, key: fc.nat({ max: 8 }), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('associate' as const, 'associate' as const, 'disassociate' as const),
      side,
      field: fc.constantFrom('companies' as const, 'primary' as const),
      contact: pick,
      pick,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('plan' as const, 'forget' as const) }) },
  // The companies get a sync of their own for one run.
  { weight: 1, arbitrary: fc.record({ do: fc.constant('explicit' as const) }) },
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

/** What people have made by themselves, and what contacts have ever referred to, by name. */
interface Seen {
  readonly made: Record<Side, Set<string>>;
  readonly referred: Set<string>;
  /** The companies have had a sync of their own, which carries all of them. */
  explicit: boolean;
}

async function perform(apps: TwoApps, one: Edit, seen: Seen): Promise<void> {
  switch (one.do) {
    case 'sync':
      await apps.sync();
      return;
    case 'plan':
      await apps.plan();
      return;
    case 'forget':
      await apps.forget();
      return;
    case 'explicit':
      seen.explicit = true;
      await apps.sync({ syncs: { contacts: contactsAlone, companies: companiesToo } });
      return;
    default: {
      const app = apps[one.side];
      try {
        edited(app, one, seen);
      } catch (error) {
        // What the app does not accept is not done.
        if (!isLinkwrightError(error)) throw error;
      }
      for (const person of app.readEdges('contacts', 'companies')) {
        const company = app.readAll('companies').find(({ id }) => id === person[1]);
        if (company) seen.referred.add(String(company.fields.name));
      }
    }
  }
}

function edited(
  app: InMemoryApp,
  one: Exclude<Edit, { do: 'sync' | 'plan' | 'forget' | 'explicit' }>,
  seen: Seen,
): void {
  const nth = (object: string, index: number): string => {
    const all = app.readAll(object);
    return all[index % Math.max(1, all.length)]?.id ?? '';
  };
  if (one.do === 'company') {
    const name = `C${one.key}`;
    if (app.readAll('companies').some(({ fields }) => fields.name === name)) return;
    app.create('companies', { name, domain: `c${one.key}.example` });
    seen.made[one.side].add(name);
  } else if (one.do === 'contact') {
    const email = `p${one.key}@x.example`;
    if (app.readAll('contacts').some(({ fields }) => fields.email === email)) return;
    const company = nth('companies', one.pick);
    app.create('contacts', { email }, company === '' ? {} : { companies: [company] });
  } else app[one.do]('contacts', nth('contacts', one.contact), one.field, nth('companies', one.pick));
}

test('whatever people link: equal sides, no company twice, none that nobody referred to, and nothing left to do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 5, maxLength: 40 }), async (edits) => {
      const apps = await twoCrms();
      const seen: Seen = { made: { left: new Set(), right: new Set() }, referred: new Set(), explicit: false };
      for (const one of edits) await perform(apps, one, seen);
      await apps.sync();
      await apps.sync();
      const [left, right] = [crmOf(apps.left), crmOf(apps.right)];
      expect(right.contacts).toEqual(left.contacts);
      for (const [on, { companies }] of [
        ['left', left],
        ['right', right],
      ] as const) {
        expect(new Set(companies).size).toBe(companies.length);
        const strangers = companies.filter((name) => !seen.made[on].has(name) && !seen.referred.has(name));
        if (!seen.explicit) expect(strangers).toEqual([]);
      }
      expect(apps.written(await apps.sync())).toBe(0);
      expect(await apps.held()).toEqual([]);
      await apps.store.close();
    }),
    { numRuns: 60 },
  );
});
