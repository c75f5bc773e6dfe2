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
  it('sends the labels of the pair along, without the unlabeled type', () => {
    const plan = planPairs('contacts', [change(primary, ['20'], [])]).get('companies/1/20');
    if (plan === undefined) throw new Error('no plan');
    const present = new Map([['20', [type(279), type(28, 'USER_DEFINED'), type(1, 'USER_DEFINED')]]]);
    expect(typesAfter('contacts', plan, present, new Map())).toEqual([
      type(28, 'USER_DEFINED'),
      type(1, 'USER_DEFINED'),
      type(1),
    ]);
    expect(typesAfter('contacts', plan, undefined, new Map())).toEqual([type(1)]);
  });
});
