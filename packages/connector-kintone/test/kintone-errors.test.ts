import { AuthenticationError, ConfigurationError, ContractError, RetryableError } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import {
  isAboutData,
  isAboutLookup,
  isLocked,
  type KintoneRefusal,
  mayMeanMoved,
  readRefusal,
  recordError,
  recordFaults,
  requestError,
} from '../src/kintone-errors.ts';

const refusal = (status: number, code: string, faults: KintoneRefusal['faults'] = {}): KintoneRefusal => ({
  status,
  code,
  message: 'Something.',
  faults,
});

describe('readRefusal', () => {
  it('reads codes and faults, and nothing out of what is not JSON', () => {
    const body = {
      code: 'CB_VA01',
      id: 'x',
      message: '入力内容が正しくありません。',
      errors: { 'records[3].Name.value': { messages: ['必須です。'] } },
    };
    expect(readRefusal(400, body)).toEqual({
      status: 400,
      code: 'CB_VA01',
      message: '入力内容が正しくありません。',
      faults: { 'records[3].Name.value': ['必須です。'] },
    });
    for (const nothing of ['<html>503</html>', null, { message: 'Too many requests' }, 7]) {
      expect(readRefusal(503, nothing)).toEqual({ status: 503, code: '', message: '', faults: {} });
    }
  });
});

describe('requestError', () => {
  const errorOf = (status: number, code = '') => requestError(refusal(status, code), 'GET /k/v1/records.json');

  it('says what to do, by what the runner does next', () => {
    expect(errorOf(401, 'CB_AU01')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(520, 'CB_WA01')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(400, 'GAIA_IA02')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(403, 'GAIA_NO01')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(403, 'CB_NO02')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(400, 'GAIA_IA02')).toMatchObject({ reach: 'connection' });
    for (const code of ['GAIA_NO01', 'CB_NO02']) expect(errorOf(403, code)).toMatchObject({ reach: 'object' });
    expect(errorOf(400, 'GAIA_DA03')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(520, 'GAIA_IL23')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(404, 'GAIA_AP01')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(404)).toBeInstanceOf(ConfigurationError);
    expect(errorOf(400, 'GAIA_IQ11')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(400, 'GAIA_DA02')).toBeInstanceOf(RetryableError);
    expect(errorOf(400, 'GAIA_QU01')).toBeInstanceOf(ContractError);
    expect(errorOf(429, 'GAIA_TO04')).toBeNull();
    expect(errorOf(503)).toBeNull();
    expect(errorOf(520)).toBeNull();
  });

  it.each(['GAIA_IA02', 'GAIA_NO01', 'GAIA_DA03', 'GAIA_IL23', 'GAIA_AP01', 'GAIA_IQ11'])('%s has a remedy', (code) => {
    expect(errorOf(400, code)).toHaveProperty('remedy', expect.stringMatching(/.{10}/));
  });
});

describe('what a refusal is about', () => {
  it('finds the record and the field of a fault in every spelling', () => {
    const faults = recordFaults(
      refusal(400, 'CB_VA01', {
        'records[3].Name.value': ['Required.'],
        'records[4].record.Name.value': ['Required.'],
        'records[5][Age].value': ['Only numbers are allowed.'],
        'records[6].Kinds.values[1].value': ['not in options'],
        records: ['A maximum of 100 records can be added at one time.'],
      }),
    );
    expect(faults.map(({ index, names }) => [index, names[0], names.includes('Name')])).toEqual([
      [3, 'Name', true],
      [4, 'record', true],
      [5, 'Age', false],
      [6, 'Kinds', false],
    ]);
  });

  it('tells the data of a record from the request as a whole', () => {
    expect(isAboutData(refusal(400, 'CB_VA01', { 'records[0].A.value': ['x'] }))).toBe(true);
    expect(isAboutData(refusal(400, 'CB_VA01'))).toBe(true);
    expect(isAboutData(refusal(400, 'CB_VA01', { app: ['Required field.'] }))).toBe(false);
    expect(isAboutData(refusal(400, 'GAIA_IL26'))).toBe(true);
    expect(isAboutData(refusal(413, ''))).toBe(true);
    for (const code of ['GAIA_IA02', 'GAIA_AP01', 'GAIA_IL23', 'GAIA_DA02', 'CB_IJ01', '']) {
      expect(isAboutData(refusal(400, code)), code).toBe(false);
    }
    expect(isAboutLookup(refusal(400, 'GAIA_LO04'))).toBe(true);
    expect(mayMeanMoved(refusal(409, 'GAIA_CO02'))).toBe(true);
    expect(mayMeanMoved(refusal(404, 'GAIA_RE01'))).toBe(true);
    expect(isLocked(refusal(400, 'GAIA_RE18'))).toBe(true);
  });

  it.each([
    [refusal(400, 'CB_VA01'), {}, 'invalid-value'],
    [refusal(400, 'CB_VA01'), { missing: true }, 'missing-required'],
    [refusal(400, 'CB_VA01'), { twice: true }, 'duplicate-value'],
    [refusal(400, 'GAIA_IL26'), {}, 'invalid-value'],
    [refusal(400, 'GAIA_LO03'), {}, 'association-target'],
    [refusal(403, 'CB_NO02'), {}, 'permission'],
    [refusal(413, ''), {}, 'too-large'],
    [refusal(400, 'GAIA_SOMETHING'), {}, 'other'],
  ] as const)('%o %o is %s', (given, details, category) => {
    const error = recordError(given, { ...details, field: { id: 'A', name: 'A' }, said: 'Required.' });
    expect(error.category).toBe(category);
    expect(error.field).toBe('A');
    expect(error.remedy).not.toBe('');
    expect(error.message).toContain('Required.');
  });
});
