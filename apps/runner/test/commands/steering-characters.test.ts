import { expect, it } from 'vitest';
import { addCompany, addContact } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

/** A window's title, C1's own escape, and both ways of turning the direction of writing. */
const steering = 'Ada\u009b31m\u0085\u202etxt\u2066\u061c\u200f';
const raw = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

it('characters of records that steer a terminal reach none, from any command, as text or as JSON', async () => {
  const crm = await startCrm();
  const company = await addCompany(crm, { name: steering, domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: steering, jobtitle: steering }, [company]);
  const commands = [
    ['plan'],
    ['sync'],
    ['status'],
    ['status', '--failing'],
    ['record', 'hubspot', 'contacts', 'ada@acme.example'],
    ['record', 'hubspot', 'companies', 'acme.example'],
    ['drift'],
    ['plan', '--full'],
  ];
  for (const words of commands) {
    const told = await crm.run(...words);
    expect([words, told.stdout + told.stderr]).toEqual([words, expect.not.stringMatching(raw)]);
    const asJson = await crm.run(...words, '--json');
    expect([words, asJson.stdout]).toEqual([words, expect.not.stringMatching(raw)]);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ version: 1 });
  }
  // The value itself is what the app holds.
  const { stdout } = await crm.run('record', 'hubspot', 'contacts', 'ada@acme.example', '--json');
  expect(stdout).toContain('\\u009b31m\\u0085\\u202etxt\\u2066\\u061c\\u200f');
  expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(steering).slice(1, -1));
});
