import { isLinkwrightError } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import fc from 'fast-check';
import { type Shape, shapes } from './world.ts';

type Side = 'left' | 'right';

/** What a person does to one record of one app; `pick` and `target` choose among those that are there. */
export type WorldEdit =
  | { readonly do: 'company' | 'contact'; readonly side: Side; readonly key: number; readonly text: string }
  | {
      readonly do: 'rename' | 'title' | 'phone';
      readonly side: Side;
      readonly pick: number;
      readonly text: string | null;
    }
  | {
      readonly do: 'link' | 'unlink';
      readonly side: Side;
      readonly field: 'companies' | 'primary' | 'parent';
      readonly pick: number;
      readonly target: number;
    }
  | { readonly do: 'touch'; readonly side: Side; readonly pick: number }
  | { readonly do: 'archive'; readonly side: Side; readonly of: 'company' | 'contact'; readonly pick: number }
  | {
      readonly do: 'merge';
      readonly side: Side;
      readonly of: 'company' | 'contact';
      readonly pick: number;
      readonly target: number;
      readonly newId: boolean;
    };

const side = fc.constantFrom<Side>('left', 'right');
const text = fc.constantFrom('a', 'B', 'ü', '東京', 'two words', "o'brien");
const phone = fc.constantFrom('+49 30 1', '+49 (30) 1', '5');
const pick = fc.nat({ max: 30 });
const orNothing = (value: fc.Arbitrary<string>): fc.Arbitrary<string | null> =>
  fc.option(value, { freq: 4, nil: null });
const of = fc.constantFrom('company' as const, 'contact' as const);

/** Records, values and links that come and change. */
export const edits: readonly fc.Arbitrary<WorldEdit>[] = [
  fc.record({ do: fc.constantFrom('company' as const, 'contact' as const), side, key: fc.nat({ max: 200 }), text }),
  fc.record({
    do: fc.constantFrom('rename' as const, 'title' as const),
    side,
    pick,
    text: orNothing(text),
  }),
  fc.record({ do: fc.constant('phone' as const), side, pick, text: orNothing(phone) }),
  fc.record({
    do: fc.constantFrom('link' as const, 'link' as const, 'unlink' as const),
    side,
    field: fc.constantFrom('companies' as const, 'primary' as const, 'parent' as const),
    pick,
    target: pick,
  }),
  fc.record({ do: fc.constant('touch' as const), side, pick }),
];

/** Records that go. */
export const departures: readonly fc.Arbitrary<WorldEdit>[] = [
  fc.record({ do: fc.constant('archive' as const), side, of, pick }),
  fc.record({ do: fc.constant('merge' as const), side, of, pick, target: pick, newId: fc.boolean() }),
];

/** What the app does not accept is not done. Returns whether a record was made. */
export function perform(app: InMemoryApp, edit: WorldEdit): boolean {
  try {
    return performOrThrow(app, shapes[edit.side], edit);
  } catch (error) {
    if (!isLinkwrightError(error)) throw error;
    return false;
  }
}

function performOrThrow(app: InMemoryApp, shape: Shape, edit: WorldEdit): boolean {
  const { company, contact } = shape;
  const nth = (object: string, index: number): string | undefined => {
    const all = app.readAll(object);
    return all[index % Math.max(1, all.length)]?.id;
  };
  const set = (object: string, index: number, fields: Record<string, string | null>): void => {
    const id = nth(object, index);
    if (id !== undefined) app.update(object, id, fields);
  };
  switch (edit.do) {
    case 'company': {
      // The same key on both sides is the same company; a side never bears a key twice here.
      const domain = `d${edit.key}.example`;
      if (app.readAll(company.object).some((record) => record.fields[company.domain] === domain)) return false;
      app.create(company.object, { [company.name]: `${edit.text}${edit.key}`, [company.domain]: domain });
      return true;
    }
    case 'contact': {
      const email = `p${edit.key}@x.example`;
      if (app.readAll(contact.object).some((record) => record.fields[contact.email] === email)) return false;
      app.create(contact.object, { [contact.email]: email, [contact.name]: edit.text });
      return true;
    }
    case 'rename':
      set(contact.object, edit.pick, { [contact.name]: edit.text });
      return false;
    case 'title':
      set(contact.object, edit.pick, { [contact.title]: edit.text });
      return false;
    case 'phone':
      set(company.object, edit.pick, { [company.phone]: edit.text });
      return false;
    case 'touch': {
      const id = nth(contact.object, edit.pick);
      if (id !== undefined) app.touch(contact.object, id);
      return false;
    }
    case 'archive': {
      const id = nth(shape[edit.of].object, edit.pick);
      if (id !== undefined) app.archive(shape[edit.of].object, id);
      return false;
    }
    case 'merge': {
      const survivor = nth(shape[edit.of].object, edit.pick);
      const loser = nth(shape[edit.of].object, edit.target);
      if (survivor === undefined || loser === undefined || survivor === loser) return false;
      app.merge(shape[edit.of].object, survivor, loser, { newId: edit.newId });
      return false;
    }
    default: {
      const source = edit.field === 'parent' ? company.object : contact.object;
      const id = nth(source, edit.pick);
      const target = nth(company.object, edit.target);
      if (id === undefined || target === undefined) return false;
      const field = shape.associations[edit.field];
      if (edit.do === 'unlink') {
        app.disassociate(source, id, field, target);
        return false;
      }
      // People keep one account and one parent in these fields, although the base would take several.
      if (shape.side === 'right' && edit.field !== 'companies') {
        for (const [from, to] of app.readEdges(source, field)) if (from === id) app.disassociate(source, id, field, to);
      }
      app.associate(source, id, field, target);
      return false;
    }
  }
}
