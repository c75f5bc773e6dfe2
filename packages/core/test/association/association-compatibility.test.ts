import { associationCompatibility, narrowAssociations, type PairedTargets } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { associationField } from '../fields.ts';

const companies = associationField('companies', 'many', ['companies']);
const primary = associationField('primary_company', 'one', ['companies'], { markOn: 'companies' });
const advisor = associationField('companies/Advisor', 'many', ['companies'], { markOn: 'companies' });
const deals = associationField('deals', 'many', ['deals']);
const candidates = [companies, deals, advisor, primary];
const accounts: PairedTargets = { chosen: 'Accounts', candidate: 'companies', via: 'companies' };

describe('associationCompatibility', () => {
  it('needs an object sync that pairs the targets', () => {
    const chosen = associationField('Account', 'many', ['Accounts']);
    expect(associationCompatibility({ chosen, candidate: companies, candidates, pairedTargets: [] })).toEqual({
      compatible: false,
      reason: 'no active object sync pairs Accounts, which "Account" points at',
      hint: 'Add an object sync between Accounts and companies, or enable the one that is there.',
    });
    expect(associationCompatibility({ chosen, candidate: deals, candidates, pairedTargets: [accounts] })).toEqual({
      compatible: false,
      reason: '"deals" points at deals, but Accounts is synced with companies',
    });
  });

  it('names every sync that pairs the targets, once', () => {
    const chosen = associationField('Account', 'many', ['Accounts', 'Partners']);
    const pairedTargets = [accounts, accounts, { chosen: 'Partners', candidate: 'companies', via: 'partners' }];
    expect(associationCompatibility({ chosen, candidate: companies, candidates, pairedTargets })).toMatchObject({
      compatible: true,
      via: ['companies', 'partners'],
      reading: 'many',
    });
  });

  it('reads a value where one of the two holds one target', () => {
    const pairedTargets = [accounts];
    const one = associationField('Account', 'one', ['Accounts']);
    const many = associationField('Accounts', 'many', ['Accounts']);
    const reading = (chosen: typeof one, candidate: typeof one) =>
      associationCompatibility({ chosen, candidate, candidates: [candidate], pairedTargets });
    expect(reading(one, companies)).toMatchObject({ compatible: true, reading: 'one' });
    expect(reading(many, primary)).toMatchObject({ compatible: true, reading: 'one' });
    expect(reading(one, primary)).toMatchObject({ compatible: true, reading: 'one' });
    expect(reading(many, companies)).toMatchObject({ compatible: true, reading: 'many' });
  });

  it('is out if neither side can be written', () => {
    const chosen = associationField('Account', 'many', ['Accounts'], { readOnly: true });
    const pairedTargets = [accounts];
    const locked = { ...companies, readOnly: true };
    expect(associationCompatibility({ chosen, candidate: locked, candidates, pairedTargets })).toEqual({
      compatible: false,
      reason: 'neither "Account" nor "companies" can be written',
    });
    expect(associationCompatibility({ chosen, candidate: companies, candidates, pairedTargets }).compatible).toBe(true);
  });
});

describe('narrowAssociations', () => {
  const names = (chosen: typeof companies) =>
    narrowAssociations(chosen, candidates, [accounts]).map(({ candidate, compatibility }) =>
      compatibility.compatible ? candidate.id : `not ${candidate.id}`,
    );

  it('does not offer a set that has a primary to a field of one target, and names the primary', () => {
    const chosen = associationField('Account', 'one', ['Accounts']);
    expect(names(chosen)).toEqual(['primary_company', 'companies/Advisor', 'not companies', 'not deals']);
    expect(narrowAssociations(chosen, candidates, [accounts])[2]?.compatibility).toEqual({
      compatible: false,
      reason: '"Account" holds one target and "companies" several',
      hint: 'Map "primary_company" instead: it is the one of "companies" that counts as primary.',
    });
  });

  it('takes a label that is limited to one target for no primary', () => {
    const chosen = associationField('Account', 'one', ['Accounts']);
    const boss = associationField('companies/Boss', 'one', ['companies'], { markOn: 'companies', primary: false });
    const offered = narrowAssociations(chosen, [companies, boss], [accounts]);
    expect(offered.map(({ candidate, compatibility }) => [candidate.id, compatibility.compatible])).toEqual([
      ['companies/Boss', true],
      ['companies', true],
    ]);
  });

  it('a preference for one target only orders the offer', () => {
    const chosen = associationField('Account', 'many', ['Accounts'], { prefersOne: true });
    expect(names(chosen)).toEqual(['primary_company', 'companies', 'companies/Advisor', 'not deals']);
    expect(names({ ...chosen, prefersOne: false })).toEqual([
      'companies',
      'companies/Advisor',
      'primary_company',
      'not deals',
    ]);
  });
});
