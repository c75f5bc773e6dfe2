import { describe, expect, it } from 'vitest';
import { compileFormula, type FormulaRow } from '../../src/airtable/formula/compile-formula.ts';
import { FormulaEvaluationError, type FormulaValue } from '../../src/airtable/formula/formula-values.ts';
import { startCrm } from './world.ts';

const cells: Readonly<Record<string, FormulaValue>> = {
  fldName: "O'Brien & Söhne",
  fldSize: 12,
  fldEmpty: null,
  fldTags: ['a', 'b'],
  fldDone: true,
  fldDay: new Date('2025-02-03T00:00:00.000Z'),
};
const fieldIds: Readonly<Record<string, string>> = {
  name: 'fldName',
  size: 'fldSize',
  'odd } name': 'fldSize',
  empty: 'fldEmpty',
  tags: 'fldTags',
  done: 'fldDone',
  day: 'fldDay',
};
const row: FormulaRow = {
  recordId: 'recAAAAAAAAAAAAAA',
  createdAt: Date.parse('2025-01-01T00:00:00.000Z'),
  now: Date.parse('2025-03-01T12:30:00.000Z'),
  modifiedAt: (ids) => (ids.includes('fldEmpty') ? null : Date.parse('2025-01-02T00:00:00.000Z')),
  cell: (id) => cells[id] ?? null,
};

function evaluate(formula: string): FormulaValue {
  return compileFormula(formula, (name) => (name in cells ? name : fieldIds[name.toLowerCase()])).evaluate(row);
}

describe('formulas', () => {
  it.each<[string, FormulaValue]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 - -3', 1],
    ['10 / 4', 2.5],
    ["'a' & 1 & 'b' & {Empty}", 'a1b'],
    ['1 & 2 = "12"', true],
    ['{fldSize} >= 12', true],
    ['Size != 12', false],
    ['{odd \\} name}', 12],
    ["{Name} = 'O\\'Brien & Söhne'", true],
    ['{Name} = "O\'Brien & Söhne"', true],
    ['{Name} = "o\'brien & söhne"', false],
    ["'\\\\'", '\\'],
    ["'a\\nb'", 'a\nb'],
    ['{Empty} = BLANK()', true],
    ["{Empty} = ''", true],
    ["{Empty} & '' != ''", false],
    ["{Size} = '12'", false],
    ["{Tags} = 'a, b'", true],
    ["FIND('b', ARRAYJOIN({Tags}, ';'))", 3],
    ["FIND('x', {Name})", 0],
    ["SEARCH('SÖHNE', {Name})", 11],
    ["SEARCH('x', {Name})", null],
    ['LOWER(TRIM("  AbC "))', 'abc'],
    ["UPPER('ab') & LEN('abc')", 'AB3'],
    ["CONCATENATE('a', 1, {Tags})", 'a1a, b'],
    ["VALUE('$1,250.5')", 1250.5],
    ['IF({Done}, "yes", "no")', 'yes'],
    ['IF({Empty}, "yes")', null],
    ['AND(TRUE(), 1, "x")', true],
    ['OR(FALSE(), 0, "", {Empty})', false],
    ['NOT({Done})', false],
    ["OR(TRUE(), VALUE('x'))", true],
    ['RECORD_ID()', 'recAAAAAAAAAAAAAA'],
    ["RECORD_ID()='recBBBBBBBBBBBBBB'", false],
    ["IS_AFTER(LAST_MODIFIED_TIME(), '2025-01-01T23:59:59.000Z')", true],
    ["IS_AFTER(LAST_MODIFIED_TIME(), '2025-01-02T00:00:00.000Z')", false],
    ["IS_AFTER(LAST_MODIFIED_TIME({Empty}), '2000-01-01')", false],
    ["LAST_MODIFIED_TIME() > DATETIME_PARSE('2025-01-01')", true],
    ['IS_BEFORE(CREATED_TIME(), LAST_MODIFIED_TIME())', true],
    ["IS_SAME({Day}, '2025-02-28T10:00:00Z', 'month')", true],
    ["IS_SAME({Day}, '2025-02-28T10:00:00Z', 'day')", false],
    ["IS_SAME(TODAY(), '2025-03-01')", true],
    ["IS_SAME(DATEADD('2025-01-31', 1, 'months'), '2025-02-28')", true],
    ["DATETIME_DIFF(NOW(), TODAY(), 'hours')", 12],
    ["IS_SAME(DATETIME_PARSE('3/2/2025', 'D/M/YYYY'), {Day})", true],
    ["{Day} = '2025-02-03'", true],
    ["REGEX_MATCH({Name}, '^O.B')", true],
    ["SWITCH({Size}, 1, 'one', 12, 'dozen', 'other')", 'dozen'],
    ["ISERROR(VALUE('x'))", true],
    ["SUBSTITUTE('a-b-c', '-', '$&')", 'a$&b$&c'],
  ])('%s', (formula, value) => {
    expect(evaluate(formula)).toEqual(value);
  });

  it.each([
    '',
    '1 +',
    '(1',
    "'open",
    '{open',
    'NOPE(1)',
    'LEN()',
    'LEN(1,2)',
    '1 2',
    'LAST_MODIFIED_TIME("Name")',
    '#',
  ])('refuses %j', (formula) => {
    expect(() => evaluate(formula)).toThrow('Invalid formula. Please check your formula text.');
  });

  it('names every field that is not there, in lower case', () => {
    expect(() => evaluate('{Foo} & Bar & {foo}')).toThrow('Unknown field names: foo, bar');
  });

  it.each(["'a' + 1", "IS_AFTER('soon', NOW())", 'ERROR()'])('fails in the row: %s', (formula) => {
    expect(() => evaluate(formula)).toThrow(FormulaEvaluationError);
  });
});

describe('filterByFormula', () => {
  it('finds what was modified since a moment, to the second', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const [acme, umbrella] = await accounts.create([{ fields: { Name: 'Acme' } }, { fields: { Name: 'Umbrella' } }]);
    const modifiedAfter = async (moment: string) => {
      const filterByFormula = `OR(IS_AFTER(LAST_MODIFIED_TIME(),'${moment}'),IS_AFTER(CREATED_TIME(),'${moment}'))`;
      return (await accounts.select({ filterByFormula }).all()).map((record) => record.get('Name'));
    };
    expect(await modifiedAfter('2025-03-01T11:59:59.000Z')).toEqual(['Acme', 'Umbrella']);
    expect(await modifiedAfter('2025-03-01T12:00:00.000Z')).toEqual([]);

    world.clock.now = Date.parse('2025-03-01T12:05:00.900Z');
    await accounts.update(acme?.id ?? '', { Employees: 3 });
    await accounts.update(umbrella?.id ?? '', { Name: 'Umbrella' });
    expect(await modifiedAfter('2025-03-01T12:04:59.000Z')).toEqual(['Acme']);
    expect(await modifiedAfter('2025-03-01T12:05:00.000Z')).toEqual([]);
  });

  it('counts a link as an edit of both records', async () => {
    const { world, baseId } = await startCrm();
    const base = world.sdk(baseId);
    const acme = await base('Accounts').create({ Name: 'Acme' });
    const ada = await base('People').create({ 'Full name': 'Ada' });
    world.clock.now += 60_000;
    await base('People').update(ada.id, { Account: [acme.id] });
    const moment = '2025-03-01T12:00:30.000Z';
    const filterByFormula = `IS_AFTER(LAST_MODIFIED_TIME(),'${moment}')`;
    expect(await base('Accounts').select({ filterByFormula }).all()).toHaveLength(1);
    const ofName = `IS_AFTER(LAST_MODIFIED_TIME({Name}),'${moment}')`;
    expect(await base('Accounts').select({ filterByFormula: ofName }).all()).toHaveLength(0);
    const ofLink = `IS_AFTER(LAST_MODIFIED_TIME({People}),'${moment}')`;
    expect(await base('Accounts').select({ filterByFormula: ofLink }).all()).toHaveLength(1);
  });

  it('sees links as the names of the linked records', async () => {
    const { world, baseId } = await startCrm();
    const base = world.sdk(baseId);
    const [acme, zeta] = await base('Accounts').create([{ fields: { Name: 'Acme' } }, { fields: { Name: 'Zeta' } }]);
    await base('People').create({ 'Full name': 'Ada', Account: [zeta?.id ?? '', acme?.id ?? ''] });
    const found = await base('People').select({ filterByFormula: "{Account}='Zeta, Acme'" }).all();
    expect(found.map((record) => record.get('Full name'))).toEqual(['Ada']);
  });

  it.each([
    ['{Foo}=1', 'The formula for filtering records is invalid: Unknown field names: foo'],
    ['AND(', 'The formula for filtering records is invalid: Invalid formula. Please check your formula text.'],
  ])('refuses %s', async (filterByFormula, message) => {
    const { world, baseId } = await startCrm();
    await expect(world.sdk(baseId)('Accounts').select({ filterByFormula }).all()).rejects.toMatchObject({
      error: 'INVALID_FILTER_BY_FORMULA',
      message,
      statusCode: 422,
    });
  });

  it('leaves out rows in which the formula fails', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    await accounts.create([{ fields: { Name: '12' } }, { fields: { Name: 'x' } }]);
    const found = await accounts.select({ filterByFormula: 'VALUE({Name}) > 10' }).all();
    expect(found.map((record) => record.get('Name'))).toEqual(['12']);
  });
});
