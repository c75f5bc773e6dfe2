import { pairOptions } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionField } from '../fields.ts';

describe('pairOptions', () => {
  it('pairs by label without case, then by value', () => {
    const left = optionField('option', 'industry', ['Software:COMPUTER_SOFTWARE', 'Banks:BANKING', 'Food:FOOD']);
    const right = optionField('option', 'Sector', ['software:sel1', 'Money:BANKING', 'Toys:sel3']);
    const pairing = pairOptions(left, right, {});
    expect([...pairing.toRight]).toEqual([
      ['COMPUTER_SOFTWARE', 'sel1'],
      ['BANKING', 'BANKING'],
    ]);
    expect([...pairing.toLeft]).toEqual([
      ['sel1', 'COMPUTER_SOFTWARE'],
      ['BANKING', 'BANKING'],
    ]);
    expect(pairing.unpairedLeft).toEqual([{ label: 'Food', value: 'FOOD' }]);
    expect(pairing.unpairedRight).toEqual([{ label: 'Toys', value: 'sel3' }]);
    expect(pairing.problems).toEqual([]);
    expect(pairing.ambiguousRight).toEqual([]);
  });

  it('lets explicit options override, named by value or label on either side', () => {
    const left = optionField('option', 'industry', ['A:a', 'B:b']);
    const right = optionField('option', 'Sector', ['A:1', 'B:2']);
    const pairing = pairOptions(left, right, { a: 'B', B: '1' });
    expect(pairing.toRight).toEqual(
      new Map([
        ['a', '2'],
        ['b', '1'],
      ]),
    );
    expect(pairing.toLeft).toEqual(
      new Map([
        ['2', 'a'],
        ['1', 'b'],
      ]),
    );
  });

  it('names explicit options that are not there, with the nearest', () => {
    const left = optionField('option', 'industry', ['Software:SOFT', 'Banking:BANK']);
    const right = optionField('option', 'Sector', ['Software', 'Finance']);
    expect(pairOptions(left, right, { Sofware: 'Software', BANK: 'Toys' }).problems).toEqual([
      '"industry" has no option "Sofware". Did you mean "Software"?',
      '"Sector" has no option "Toys". It has: Software, Finance.',
    ]);
  });

  it('reports two left options that lead to one right option', () => {
    const left = optionField('option', 'industry', ['Software:a', 'Hardware:b', 'software:c']);
    const right = optionField('option', 'Sector', ['Software:1']);
    const pairing = pairOptions(left, right, { Hardware: 'Software' });
    expect(pairing.toRight).toEqual(
      new Map([
        ['b', '1'],
        ['a', '1'],
        ['c', '1'],
      ]),
    );
    expect(pairing.toLeft).toEqual(new Map([['1', 'b']]));
    expect(pairing.ambiguousRight).toEqual(['1']);
    expect(pairing.problems).toEqual([]);
  });

  it('leads back to the first of several explicit options', () => {
    const left = optionField('option', 'industry', ['A:a', 'B:b']);
    const pairing = pairOptions(left, optionField('option', 'Sector', ['Other:o']), { b: 'Other', a: 'Other' });
    expect(pairing.toLeft).toEqual(new Map([['o', 'b']]));
    expect(pairing.ambiguousRight).toEqual(['o']);
  });

  it('refuses one left option that is paired twice', () => {
    const left = optionField('option', 'stage', ['Open:o']);
    const right = optionField('option', 'Stage', ['New:n', 'Started:s']);
    const pairing = pairOptions(left, right, { o: 'New', Open: 'Started' });
    expect(pairing.problems).toEqual(['"Open" is paired twice, with "n" and with "s"; keep one of them.']);
    expect(pairing.toRight).toEqual(new Map([['o', 'n']]));
  });

  it('pairs options of one label by their values', () => {
    const names = ['Won:sales', 'Won:renewals'];
    const pairing = pairOptions(
      optionField('option', 'l', names),
      optionField('option', 'r', [...names].reverse()),
      {},
    );
    expect(pairing.toRight).toEqual(
      new Map([
        ['sales', 'sales'],
        ['renewals', 'renewals'],
      ]),
    );
    expect(pairing.ambiguousRight).toEqual([]);
  });

  it('leaves an option out only if nothing on the other side is called the same', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'A', 'b', 'B:x', 'C:a', 'c:b', 'd:D'), { maxLength: 7 });
    fc.assert(
      fc.property(names, names, (leftNames, rightNames) => {
        const left = optionField('option', 'l', leftNames);
        const right = optionField('option', 'r', rightNames);
        const pairing = pairOptions(left, right, {});
        for (const option of pairing.unpairedLeft) {
          expect(right.options?.some(({ label }) => label.toLowerCase() === option.label.toLowerCase())).toBe(false);
          expect(right.options?.some(({ value }) => value === option.value)).toBe(false);
        }
        if (pairing.ambiguousRight.length > 0 || pairing.ambiguousLeft.length > 0) return;
        for (const [from, to] of pairing.toRight) expect(pairing.toLeft.get(to)).toBe(from);
      }),
    );
  });
});
