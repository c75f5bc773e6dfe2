import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explained } from '../support/explained.ts';
import { addContact } from './support/fill-crm.ts';
import { addCompanies, companyName } from './support/many-contacts.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** More than a machine was ever told, and far more than a screen shows. */
const companies = Array.from({ length: 1100 }, (_, index) => companyName(index));

const lineSchema = z.looseObject({ type: z.string(), label: z.string().optional() });

async function startFilled(): Promise<Crm> {
  const crm = await startCrm();
  await addCompanies(crm, companies);
  for (let n = 0; n < 15; n += 1) await addContact(crm, { firstname: `Nameless ${n}` });
  crm.sandbox.clearRequests();
  return crm;
}

describe('a plan of more than a screen', () => {
  const labelsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}\+ Airtable {2}(Company \d+) /gm)].map(([, label]) => label ?? '').sort();

  it('is told with its counts by kind and reason, the first lines, and how to see the rest', async () => {
    const crm = await startFilled();
    const { stdout } = await crm.run('plan', '-q');
    const lines = stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'companies   HubSpot companies ⇄ Airtable Accounts   0 linked',
      '  Airtable: 1,100 creates',
    ]);
    expect(labelsOf(stdout)).toHaveLength(12);
    expect(stdout).toContain('\n    … and 1,088 more creates\n');
    expect(stdout).toContain('\n  left alone: 15 keyless\n');
    expect(stdout).toContain('\n    … and 3 more records that are left alone\n');
    expect(stdout).toContain(
      [
        'Not everything is shown:',
        '  linkwright plan --all                           every line',
        '  linkwright plan --sync companies --record KEY   one record',
        '  linkwright plan --out plan.jsonl                everything, for programs',
        'Airtable: 1,100 creates.',
      ].join('\n'),
    );
    expect(lines.every((line) => line.length <= 120)).toBe(true);
  });

  it('is shown line by line with --all, to machines always, and into a file', async () => {
    const crm = await startFilled();
    const all = await crm.run('plan', '-q', '--all');
    expect(labelsOf(all.stdout)).toEqual([...companies].sort());
    expect(all.stdout).not.toContain('more');

    const document = z
      .looseObject({
        syncs: z.array(
          z.looseObject({
            operations: z.array(z.looseObject({ label: z.string() })),
            operationsLeftOut: z.number(),
            held: z.array(z.unknown()),
          }),
        ),
      })
      .parse((await crm.document('plan')).document);
    expect(document.syncs[0]?.operations.map(({ label }) => label).sort()).toEqual([...companies].sort());
    expect(document.syncs.map(({ operationsLeftOut, held }) => [operationsLeftOut, held.length])).toEqual([
      [0, 0],
      [0, 15],
      [0, 0],
    ]);

    const out = await crm.run('plan', '-q', '--out', 'plan.jsonl');
    expect(out.exitCode).toBe(0);
    const file = join(crm.directory, 'plan.jsonl');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const items = lines.map((line) => lineSchema.parse(JSON.parse(line)));
    const ofType = (wanted: string) => items.filter(({ type }) => type === wanted);
    expect(
      ofType('operation')
        .map(({ label }) => label)
        .sort(),
    ).toEqual([...companies].sort());
    expect(ofType('left-alone')).toHaveLength(15);
    expect(items.at(-1)).toMatchObject({
      type: 'plan',
      version: 1,
      mode: 'plan',
      syncs: [{ name: 'companies' }, {}, {}],
    });
    expect(items).toHaveLength(1100 + 15 + 1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(crm.writes()).toEqual([]);
  });

  it('is shown for one record by its key', async () => {
    const crm = await startFilled();
    const one = await crm.run('plan', '-q', '--sync', 'companies', '--record', 'company700.example');
    expect(one.stdout).toMatch(
      /^companies {3}.*\n {2}\+ Airtable {2}Company 700 {3}2 fields\nAirtable: 1,100 creates\. .*\n$/,
    );
    expect(await crm.run('plan', '-q', '--record', 'nobody.example')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'No record "nobody.example" is known.\nName its id or its match key as the app shows it.\n' +
        explained('unknown-record'),
    });
  });
});
