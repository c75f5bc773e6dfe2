import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allMistakes, toldMistakes } from './support/all-mistakes.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';

const problemsSchema = z.object({
  version: z.literal(1),
  problems: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      column: z.number(),
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  ),
});

describe('every mistake of a file', () => {
  it('is told at once, with its place, and nothing is written', async () => {
    const crm = await startCrm({ airtable: { allowComputedFields: true } });
    await crm.addField('Accounts', { name: 'Shout', type: 'formula', options: { formula: 'UPPER({Name})' } });
    await crm.addField('Accounts', { name: 'Made', type: 'createdTime' });
    await crm.addField('Accounts', { name: 'Opened', type: 'date', options: { dateFormat: { name: 'iso' } } });
    await crm.addField('Accounts', { name: 'Since', type: 'date', options: { dateFormat: { name: 'iso' } } });
    const choices = [{ name: 'Tin' }, { name: 'Zinc' }];
    await crm.addField('Accounts', { name: 'Sector', type: 'singleSelect', options: { choices } });
    await addContact(crm, { email: 'ada@acme.example' }, [await addCompany(crm, { name: 'Acme' })]);
    await crm.configure(allMistakes);
    const before = await readApps(crm);
    crm.sandbox.clearRequests();

    const told = await crm.runProcess('check');
    expect(told).toMatchObject({ exitCode: 2, stdout: '' });
    expect(headsOf(told.stderr)).toEqual(toldMistakes.map(([place, code]) => `linkwright.yaml:${place}  ${code}`));
    expect(told.stderr).toMatch(/\n20 problems, nothing was written\.\n$/);

    for (const command of ['check', 'plan', 'sync']) {
      const { exitCode, document } = await crm.document(command);
      expect(exitCode).toBe(2);
      const { problems } = problemsSchema.parse(document);
      expect(problems.map(({ line, column, code, remedy }) => [`${line}:${column}`, code, remedy])).toEqual(
        toldMistakes,
      );
    }
    expect(crm.writes()).toEqual([]);
    expect(await readApps(crm)).toEqual(before);
  });
});

describe('a connection that cannot be opened', () => {
  const wrongOfAirtable = crmConfiguration(['companies', 'contacts', 'deals'])
    .replace('object: Accounts', 'object: Acounts')
    .replace('match: { left: email, right: Email }', 'match: { left: e-mail, right: E-mail }')
    .replace('right: First name', 'right: Frist name')
    .replace('right: Account }\n  deals', 'right: Acount }\n    filter: { right: { Stauts: Open } }\n  deals');
  const toldOfAirtable = [
    ['unknown-object', 'Did you mean "Accounts"?'],
    ['unknown-field', 'Did you mean "Email"?'],
    ['unknown-field', 'Did you mean "First name"?'],
    ['unknown-association-field', 'Did you mean "Account"?'],
    ['unknown-field', expect.stringContaining('"Email"')],
  ];

  it('hides nothing that the other one tells: all is said in one run, at its place', async () => {
    const crm = await startCrm();
    await crm.configure(wrongOfAirtable);
    const { HUBSPOT_ACCESS_TOKEN: _, ...withoutKey } = crm.variables;
    const refused = { ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'invalid-token' };
    for (const [variables, code] of [
      [withoutKey, 'missing-environment-variable'],
      [refused, 'credentials-refused'],
    ] as const) {
      await crm.setVariables(variables);
      for (const words of [
        ['check'],
        ['check', '--suggest'],
        ['plan'],
        ['objects', 'hubspot', 'contacts', '--compatible-with', 'Account'],
      ]) {
        const { exitCode, document } = await crm.document(...words);
        expect(exitCode).toBe(2);
        const { problems } = problemsSchema.parse(document);
        expect(
          problems.slice(1).map((problem) => [problem.code, problem.remedy]),
          words.join(' '),
        ).toEqual(toldOfAirtable);
        expect(problems[0]?.code, words.join(' ')).toBe(code);
        expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).toSorted((a, b) => a - b));
      }
    }
    // Nothing of it was said for want of the other app: with it the same mistakes are told, and those of its own.
    await crm.setVariables(crm.variables);
    const { document } = await crm.document('check');
    const codes = problemsSchema.parse(document).problems.map(({ code, remedy }) => [code, remedy]);
    expect(codes).toEqual(expect.arrayContaining(toldOfAirtable));
    expect(codes).toHaveLength(toldOfAirtable.length + 1);
  });
});

describe('an association whose targets have no sync of their own', () => {
  it('is refused by check, plan and sync with the lines to add', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['contacts']));
    await addContact(crm, { email: 'ada@acme.example' }, [await addCompany(crm, { name: 'Acme' })]);
    crm.sandbox.clearRequests();
    for (const command of ['check', 'plan', 'sync']) {
      expect(await crm.runProcess(command)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `linkwright.yaml:22:9  association-target-not-synced
  contacts maps primary_company to "Account", but no active sync pairs companies with Accounts.
  Airtable needs a sync of its own for every object before its associations are recognized.
  Add under syncs:
    companies:
      left: { connection: hubspot, object: companies }
      right: { connection: airtable, object: Accounts }
      match: { left: name, right: Name }      # or another field that both sides share
      fields: [ { left: name, right: Name } ]
1 problem, nothing was written.
`,
      });
    }
    expect(crm.writes()).toEqual([]);
    expect((await readApps(crm)).people).toEqual([]);

    // The lines as they are told, put where they are to be put.
    const lines = `  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match: { left: name, right: Name }      # or another field that both sides share
    fields: [ { left: name, right: Name } ]
`;
    await crm.configure(`${crmConfiguration(['contacts'])}${lines}`);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect((await readApps(crm)).people).toEqual([{ Email: 'ada@acme.example', Account: ['Acme'] }]);
  });

  it('is refused with a word about a sync that is there but disabled', async () => {
    const crm = await startCrm();
    await crm.configure(
      crmConfiguration(['companies', 'contacts']).replace('companies:\n', 'companies:\n    enabled: false\n'),
    );
    for (const command of ['check', 'plan', 'sync']) {
      expect(await crm.run(command)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `linkwright.yaml:35:9  association-target-disabled
  contacts maps primary_company to "Account", but no active sync pairs companies with Accounts.
  Airtable needs a sync of its own for every object before its associations are recognized. The sync "companies" is there, but disabled.
  Set \`enabled: true\` in syncs.companies, or remove this mapping.
1 problem, nothing was written.
`,
      });
    }
  });
});

/** `file:line:column  code` of each problem. */
const headsOf = (text: string): string[] => text.split('\n').filter((line) => /^\S+:\d+:\d+ {2}\S+$/.test(line));
