import type { CanonicalValue } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

/**
 * Random edits on both sides, with syncs in between: the world ends with both sides equal on what is mapped, a further
 * sync writes nothing, and every value that was overwritten is in the conflict log.
 */

const syncs = {
  companies: { ...companiesSync, associations: [{ left: 'parent', right: 'Parent' }] },
  contacts: {
    ...contactsSync,
    associations: [
      { left: 'companies', right: 'Accounts' },
      { left: 'primary', right: 'Account' },
    ],
  },
};

interface Shape {
  readonly side: 'left' | 'right';
  readonly company: { readonly object: string; readonly name: string; readonly domain: string; readonly phone: string };
  readonly contact: { readonly object: string; readonly email: string; readonly name: string; readonly title: string };
  readonly associations: { readonly companies: string; readonly primary: string; readonly parent: string };
}

const shapes: Record<'left' | 'right', Shape> = {
  left: {
    side: 'left',
    company: { object: 'companies', name: 'name', domain: 'domain', phone: 'phone' },
    contact: { object: 'contacts', email: 'email', name: 'name', title: 'title' },
    associations: { companies: 'companies', primary: 'primary', parent: 'parent' },
  },
  right: {
    side: 'right',
    company: { object: 'tblA', name: 'fldName', domain: 'fldSite', phone: 'fldPhone' },
    contact: { object: 'tblP', email: 'fldEmail', name: 'fldFull', title: 'fldTitle' },
    associations: { companies: 'fldAccounts', primary: 'fldAccount', parent: 'fldParent' },
  },
};

type Edit =
  | { readonly do: 'company'; readonly side: 'left' | 'right'; readonly key: number; readonly text: string }
  | { readonly do: 'contact'; readonly side: 'left' | 'right'; readonly key: number; readonly text: string }
  | { readonly do: 'rename'; readonly side: 'left' | 'right'; readonly pick: number; readonly text: string | null }
  | { readonly do: 'phone'; readonly side: 'left' | 'right'; readonly pick: number; readonly text: string | null }
  | { readonly do: 'title'; readonly side: 'left' | 'right'; readonly pick: number; readonly text: string | null }
  | {
      readonly do: 'link' | 'unlink';
      readonly side: 'left' | 'right';
      readonly field: 'companies' | 'primary' | 'parent';
      readonly pick: number;
      readonly target: number;
    }
  | { readonly do: 'touch'; readonly side: 'left' | 'right'; readonly pick: number }
  | { readonly do: 'sync' };

const side = fc.constantFrom('left' as const, 'right' as const);
const text = fc.constantFrom('a', 'B', 'ü', '東京', 'two words', "o'brien");
const pick = fc.nat({ max: 30 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constant('company' as const), side, key: fc.nat({ max: 200 }), text }),
  fc.record({ do: fc.constant('contact' as const), side, key: fc.nat({ max: 200 }), text }),
  fc.record({ do: fc.constant('rename' as const), side, pick, text: fc.option(text, { freq: 5 }) }),
  fc.record({
    do: fc.constant('phone' as const),
    side,
    pick,
    text: fc.option(fc.constantFrom('+49 30 1', '+49 (30) 1', '5'), { freq: 3 }),
  }),
  fc.record({ do: fc.constant('title' as const), side, pick, text: fc.option(text, { freq: 3 }) }),
  fc.record({
    do: fc.constantFrom('link' as const, 'link' as const, 'unlink' as const),
    side,
    field: fc.constantFrom('companies' as const, 'primary' as const, 'parent' as const),
    pick,
    target: pick,
  }),
  fc.record({ do: fc.constant('touch' as const), side, pick }),
  fc.constant({ do: 'sync' } as const),
);

test('both sides converge whatever people do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 40 }), async (edits) => {
      const apps = await twoApps({ left: crm, right: base, syncs });
      for (const step of edits) {
        if (step.do === 'sync') await apps.sync();
        else perform(step.side === 'left' ? apps.left : apps.right, shapes[step.side], step);
      }
      await apps.sync();
      const settled = await apps.sync();
      expect(apps.written(settled)).toBe(0);
      await expectEqualSides(apps);
      await apps.store.close();
    }),
    { numRuns: 150 },
  );
});

function perform(app: InMemoryApp, shape: Shape, step: Exclude<Edit, { do: 'sync' }>): void {
  const { company, contact } = shape;
  const nth = (object: string, index: number): string | undefined => {
    const all = app.readAll(object);
    return all[index % Math.max(1, all.length)]?.id;
  };
  switch (step.do) {
    case 'company':
      // The same key on both sides is the same company; a side never bears a key twice here.
      if (app.readAll(company.object).some((record) => record.fields[company.domain] === `d${step.key}.example`))
        return;
      app.create(company.object, {
        [company.name]: `${step.text}${step.key}`,
        [company.domain]: `d${step.key}.example`,
      });
      return;
    case 'contact':
      if (app.readAll(contact.object).some((record) => record.fields[contact.email] === `p${step.key}@x.example`))
        return;
      app.create(contact.object, { [contact.email]: `p${step.key}@x.example`, [contact.name]: step.text });
      return;
    case 'rename': {
      const id = nth(contact.object, step.pick);
      if (id !== undefined) app.update(contact.object, id, { [contact.name]: step.text });
      return;
    }
    case 'phone': {
      const id = nth(company.object, step.pick);
      if (id !== undefined) app.update(company.object, id, { [company.phone]: step.text });
      return;
    }
    case 'title': {
      const id = nth(contact.object, step.pick);
      if (id !== undefined) app.update(contact.object, id, { [contact.title]: step.text });
      return;
    }
    case 'touch': {
      const id = nth(contact.object, step.pick);
      if (id !== undefined) app.touch(contact.object, id);
      return;
    }
    default: {
      const source = step.field === 'parent' ? company.object : contact.object;
      const id = nth(source, step.pick);
      const target = nth(company.object, step.target);
      if (id === undefined || target === undefined) return;
      const field = shape.associations[step.field];
      if (step.do === 'unlink') app.disassociate(source, id, field, target);
      else {
        // People keep one account and one parent in these fields, although the base would take several.
        if (shape.side === 'right' && step.field !== 'companies') {
          for (const [from, to] of app.readEdges(source, field))
            if (from === id) app.disassociate(source, id, field, to);
        }
        app.associate(source, id, field, target);
      }
    }
  }
}

async function expectEqualSides(apps: TwoApps): Promise<void> {
  const left = world(apps.left, shapes.left);
  const right = world(apps.right, shapes.right);
  expect(right).toEqual(left);
}

/** What is mapped, told without record ids. */
function world(app: InMemoryApp, shape: Shape): Record<string, unknown> {
  const { company, contact, associations } = shape;
  const key = (value: CanonicalValue | undefined): string => String(value ?? '');
  const companies = new Map(app.readAll(company.object).map((one) => [one.id, key(one.fields[company.domain])]));
  const contacts = new Map(app.readAll(contact.object).map((one) => [one.id, key(one.fields[contact.email])]));
  const digits = (value: CanonicalValue | undefined): string => key(value).replace(/[^\d+]/g, '');
  const edges = (object: string, field: string): readonly string[] =>
    app
      .readEdges(object, field)
      .map(([from, to]) => `${companies.get(from) ?? contacts.get(from)} → ${companies.get(to)}`)
      .sort();
  return {
    companies: app
      .readAll(company.object)
      .map((one) =>
        [key(one.fields[company.domain]), key(one.fields[company.name]), digits(one.fields[company.phone])].join(' | '),
      )
      .sort(),
    contacts: app
      .readAll(contact.object)
      .map((one) =>
        [key(one.fields[contact.email]), key(one.fields[contact.name]), key(one.fields[contact.title])].join(' | '),
      )
      .sort(),
    memberships: edges(contact.object, associations.companies),
    primaries: edges(contact.object, associations.primary),
    parents: edges(company.object, associations.parent),
  };
}
