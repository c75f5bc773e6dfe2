import { describe, expect, it } from 'vitest';
import { planPairs, typesAfter } from '../src/hubspot-pair-plan.ts';

const primary = 'companies#HUBSPOT_DEFINED:1';
const type = (associationTypeId: number, associationCategory = 'HUBSPOT_DEFINED') => ({
  associationCategory,
  associationTypeId,
});
const change = (field: string, add: readonly string[], remove: readonly string[], id = '1') => ({
  writeId: `${field}-${id}`,
  id,
  field,
  add: add.map((target) => ({ id: target })),
  remove: remove.map((target) => ({ id: target })),
});

describe('planPairs', () => {
  it('moves a primary without touching the former one', () => {
    const plans = planPairs('contacts', [change(primary, ['20'], ['10'])]);
    expect([...plans.keys()]).toEqual(['companies/1/20']);
    expect(plans.get('companies/1/20')).toMatchObject({ addMarks: [type(1)], join: false, end: false });
  });

  it('sees the move when the two halves come as changes of their own', () => {
    const plans = planPairs('contacts', [change(primary, [], ['10']), change(primary, ['20'], [])]);
    expect([...plans.keys()]).toEqual(['companies/1/20']);
  });

  it('keeps the membership when only the mark goes', () => {
    const plans = planPairs('contacts', [change(primary, [], ['10'])]);
    expect(plans.get('companies/1/10')).toMatchObject({ end: false, removeMarks: [type(1)] });
  });

  it('removes the former parent, which HubSpot does not do by itself', () => {
    const plans = planPairs('companies', [change('companies#HUBSPOT_DEFINED:14', ['3'], ['2'])]);
    expect(plans.get('companies/1/2')).toMatchObject({ removeMarks: [type(14)] });
    expect(plans.get('companies/1/3')).toMatchObject({ addMarks: [type(14)] });
  });

  it('ends the marks with the membership, and lets an add beat a removal', () => {
    const ended = planPairs('contacts', [change('companies', [], ['10']), change(primary, [], ['10'])]);
    expect(ended.get('companies/1/10')).toMatchObject({ end: true, removeMarks: [] });
    const kept = planPairs('contacts', [change('companies', [], ['10']), change(primary, ['10'], [])]);
    expect(kept.get('companies/1/10')).toMatchObject({ end: false, addMarks: [type(1)] });
  });
});

describe('typesAfter', () => {
  const types = { unlabeled: type(279), inverseOf: () => null };

  it('takes the primary from its former bearer, whatever else that one is given', () => {
    const present = new Map([['10', [type(279), type(1), type(32, 'USER_DEFINED')]]]);
    const moves = [
      [change(primary, ['20'], ['10']), change('companies#USER_DEFINED:28', ['10'], [])],
      [change('companies#USER_DEFINED:28', ['10'], []), change(primary, ['20'], [])],
    ];
    for (const changes of moves) {
      const plans = planPairs('contacts', changes);
      const former = plans.get('companies/1/10');
      if (former === undefined) throw new Error('no plan');
      expect(former.removeMarks).toEqual([]);
      expect(typesAfter('contacts', former, present, plans, types)).toEqual([
        type(32, 'USER_DEFINED'),
        type(28, 'USER_DEFINED'),
      ]);
    }
  });

  it('sends the labels of the pair along, without the unlabeled type', () => {
    const plan = planPairs('contacts', [change(primary, ['20'], [])]).get('companies/1/20');
    if (plan === undefined) throw new Error('no plan');
    const present = new Map([['20', [type(279), type(28, 'USER_DEFINED'), type(1, 'USER_DEFINED')]]]);
    expect(typesAfter('contacts', plan, present, new Map(), types)).toEqual([
      type(28, 'USER_DEFINED'),
      type(1, 'USER_DEFINED'),
      type(1),
    ]);
    expect(typesAfter('contacts', plan, undefined, new Map(), types)).toEqual([type(1)]);
  });

  it('gives several labels at once, and keeps those that nobody spoke of', () => {
    const label = (id: number) => `companies#USER_DEFINED:${id}`;
    const changes = [
      change('companies', ['20'], []),
      change(label(28), ['20'], []),
      change(label(30), ['20'], []),
      change(label(32), [], ['20']),
    ];
    const plan = planPairs('contacts', changes).get('companies/1/20');
    if (plan === undefined) throw new Error('no plan');
    expect(plan.removeMarks).toEqual([type(32, 'USER_DEFINED')]);
    const present = new Map([['20', [type(279), type(32, 'USER_DEFINED'), type(34, 'USER_DEFINED')]]]);
    expect(typesAfter('contacts', plan, present, new Map(), types)).toEqual([
      type(34, 'USER_DEFINED'),
      type(28, 'USER_DEFINED'),
      type(30, 'USER_DEFINED'),
    ]);
  });

  it('sees a paired label of two contacts from both ends', () => {
    const manager = type(40, 'USER_DEFINED');
    const employee = type(41, 'USER_DEFINED');
    const friend = type(42, 'USER_DEFINED');
    const plans = planPairs('contacts', [
      change('contacts#USER_DEFINED:42', ['2'], []),
      change('contacts#USER_DEFINED:40', [], ['1'], '2'),
      change('contacts#USER_DEFINED:42', ['1'], [], '2'),
    ]);
    const plan = plans.get('contacts/1/2');
    if (plan === undefined) throw new Error('no plan');
    const inverses = new Map([
      [40, employee],
      [41, manager],
      [42, friend],
    ]);
    const present = new Map([['2', [type(449), employee]]]);
    const known = {
      unlabeled: type(449),
      inverseOf: ({ associationTypeId }: { associationTypeId: number }) => inverses.get(associationTypeId) ?? null,
    };
    expect(typesAfter('contacts', plan, present, plans, known)).toEqual([friend]);
  });
});
