import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { withSyncs } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact, contactId } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { patience, startPage } from './support/start-page.ts';

/** Markup that would run, a bell, an escape sequence, a line turned around, and a character that nobody sees. */
const hostile = (place: string): string =>
  `${place}<img src=x onerror="document.title='run'">\u0007\u001b[31m\u202egnp.exe\u200b`;
const told = (place: string): string =>
  `${place}<img src=x onerror="document.title='run'">⟨U+0007⟩⟨U+001B⟩[31m⟨U+202E⟩gnp.exe⟨U+200B⟩`;

/** Where it stands in the state, a megabyte of text is put. */
const longMark = 'a-very-long-text';

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be shown
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/;

const object = hostile('object ');
const fields = {
  name: hostile('field '),
  choice: hostile('choice '),
  link: hostile('link '),
  phone: hostile('phone '),
};
const option = hostile('option ');

const quoted = (text: string): string => JSON.stringify(text);

const configuration = withSyncs(`  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match: { left: domain, right: Website }
    fields:
      - { left: name, right: Name }
      - { left: domain, right: Website }
      - { left: phone, right: ${quoted(fields.phone)} }
    brakes: { minimum: 1, overwrite: 1 }
  people:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: ${quoted(object)} }
    match: { left: email, right: Email }
    filter: { right: { ${quoted(fields.choice)}: { not: Plain } } }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: ${quoted(fields.name)} }
      - { left: lastname, right: ${quoted(fields.choice)}, direction: right-to-left }
    associations:
      - { left: primary_company, right: ${quoted(fields.link)} }
    conflicts: { winner: review }
    deletions: review
`);

/** Records whose every text is hostile: in step, excluded, failing, ambiguous, in conflict, deleted, held by a brake. */
async function startHostile(): Promise<Crm> {
  const crm = await startCrm();
  const { baseId, base, hubspot } = crm;
  const described: unknown = await (
    await fetch(`${crm.sandbox.airtable.baseUrl}/v0/meta/bases/${baseId}/tables`, {
      headers: { authorization: 'Bearer patPerson' },
    })
  ).json();
  const accounts = tablesSchema.parse(described).tables.find(({ name }) => name === 'Accounts');
  await crm.addField('Accounts', { name: fields.phone, type: 'phoneNumber' });
  await crm.addTable(object, [
    { name: 'Email', type: 'singleLineText' },
    { name: fields.name, type: 'singleLineText' },
    { name: fields.choice, type: 'singleSelect', options: { choices: [{ name: option }, { name: 'Plain' }] } },
    { name: fields.link, type: 'multipleRecordLinks', options: { linkedTableId: accounts?.id } },
  ]);
  await crm.configure(configuration);
  const companies = [
    await addCompany(crm, { name: hostile(`company ${longMark} `), domain: 'acme.example', phone: '1' }),
    await addCompany(crm, { name: hostile('firm '), domain: 'firm.example', phone: '1' }),
  ];
  const people = [];
  for (const name of ['ada', 'bob', 'cy']) {
    const email = `${name}@acme.example`;
    people.push(await addContact(crm, { email, firstname: hostile(`${name} ${longMark} `) }, [companies[0] ?? '']));
  }
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });

  const rows = await base(object).select().all();
  const ada = rows.find((row) => row.get('Email') === 'ada@acme.example');
  await base(object).update(ada?.id ?? '', { [fields.name]: hostile(`right ${longMark} `), [fields.choice]: option });
  const [adaId = '', bobId = ''] = people;
  await hubspot.crm.contacts.basicApi.update(adaId, { properties: { firstname: hostile(`left ${longMark} `) } });
  await hubspot.crm.contacts.basicApi.archive(bobId);
  for (const name of ['twin', 'twin', `kim ${longMark}`]) await base(object).create({ Email: hostile(`${name} `) });
  await base(object).create({ Email: hostile('out '), [fields.choice]: 'Plain' });
  for (const [index, id] of companies.entries()) {
    await hubspot.crm.companies.basicApi.update(id, { properties: { phone: hostile(`call ${index} `) } });
  }
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
  return crm;
}

/** Puts a megabyte wherever the mark stands: more than the apps of the sandbox take. */
function lengthen(directory: string): number {
  const database = new DatabaseSync(join(directory, '.linkwright', 'state.db'));
  const name = (text: unknown): string => `"${String(text).replaceAll('"', '""')}"`;
  let changed = 0;
  for (const table of database.prepare("select name from sqlite_master where type = 'table'").all()) {
    for (const column of database.prepare(`pragma table_info(${name(table.name)})`).all()) {
      const place = name(column.name);
      const done = database
        .prepare(
          `update ${name(table.name)} set ${place} = replace(${place}, ?, ?) where typeof(${place}) = 'text' and instr(${place}, ?)`,
        )
        .run(longMark, 'W'.repeat(1_000_000), longMark);
      changed += Number(done.changes);
    }
  }
  database.close();
  return changed;
}

const tablesSchema = z.object({ tables: z.array(z.object({ id: z.string(), name: z.string() })) });

describe.skipIf(chromiumPath === null)('whatever somebody wrote into an app', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('is text on every page: markup, control characters, lines that turn around, and a megabyte', async () => {
    const crm = await startHostile();
    const { open } = await startPage(crm.directory, browser);
    const window = await open('admin');
    const faults: string[] = [];
    window.on('pageerror', (error) => faults.push(error.message));
    window.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const main = window.getByRole('main');
    const button = (name: string) => main.getByRole('button', { name, exact: true });
    const go = async (name: RegExp) => {
      await window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
      await window.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
    };
    const openTab = async (name: RegExp) => {
      await go(/^Review/);
      await window.getByRole('navigation', { name: 'Review' }).getByRole('link', { name }).click();
    };
    /** `places`: what stands there, or is begun so. */
    const harmless = async (page: string, ...places: readonly string[]) => {
      for (const place of places) {
        const shown = main.getByText(told(place).trim()).filter({ visible: true }).first();
        await shown.waitFor().catch(() => faults.push(`${page} does not show ${place}`));
      }
      const text = (await main.textContent()) ?? '';
      expect(text, page).not.toMatch(unseen);
      expect(text.length, `${page} is short`).toBeLessThan(100_000);
      expect(await main.locator('img').count(), page).toBe(0);
      expect(await window.title(), page).toBe('Linkwright');
      const wide = await window.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
      if (wide > 0) faults.push(`${page} is ${wide} pixels wider than the window`);
    };
    const long = async (page: string, begin: string) => {
      await main.getByText(`${begin} WWWWWWWW`).filter({ visible: true }).first().waitFor();
      await harmless(page);
    };

    // The clock runs everything once; what is edited before that has ended would be carried by it.
    await go(/^Log/);
    await window.getByRole('row', { name: /done.* the clock/ }).waitFor();
    await harmless('log');
    await crm.hubspot.crm.contacts.basicApi.update((await contactId(crm, 'cy@acme.example')) ?? '', {
      properties: { firstname: hostile('planned ') },
    });
    await go(/^Health/);
    await harmless('health');
    await main.getByRole('link', { name: 'people', exact: true }).click();
    await button('Show values of both apps').click();
    await harmless('sync', 'field ', 'choice ', 'planned ');
    await button('What would be written').click();
    await harmless('plan', 'planned ');
    await go(/^Map/);
    await harmless('map', 'object ');
    await go(/^Connections/);
    await harmless('connections');
    await openTab(/^Ambiguous/);
    await harmless('ambiguous', 'twin ');
    await openTab(/^Deletions/);
    await harmless('deletions');
    await openTab(/^Brakes/);
    await harmless('brakes', `company ${longMark} `);
    await go(/^Log/);
    await main
      .getByRole('row', { name: /the command/ })
      .last()
      .getByRole('link')
      .click();
    await harmless('run', 'field ', 'firm ');

    await go(/^Set up/);
    await main.getByRole('radio', { name: 'Two others' }).check();
    await main.getByLabel('Object of hubspot').selectOption('contacts');
    await main.getByLabel('Object of airtable').selectOption(object);
    await main.getByLabel('A name for this sync').fill('others');
    await button('Next').click();
    await harmless('set-up, objects', 'object ');
    await button('Count what they hold').click();
    await main.getByText('Some that would be paired').waitFor();
    await harmless('set-up, key');
    await button('Match on these').click();
    await button('Next').click();
    await main.getByLabel('Field of hubspot contacts').selectOption('firstname');
    await main.getByLabel(/^Field of airtable/).selectOption(fields.name);
    await button('Add').click();
    await harmless('set-up, fields', 'field ');
    await button('Next').click();
    await main.getByLabel('Only records whose field').selectOption(JSON.stringify(['right', fields.choice]));
    await main.getByLabel('Value', { exact: true }).selectOption(option);
    await button('Add the condition').click();
    await harmless('set-up, rules', 'choice ');
    await button('Next').click();
    await harmless('set-up, associations', 'object ');
    await button('Next').click();
    await main.getByText('+  others:').waitFor();
    await button('What would be written').click();
    await main.getByText('Would be paired').waitFor();
    await harmless('set-up, plan', 'object ');

    expect(lengthen(crm.directory)).toBeGreaterThan(10);
    await window.reload();
    await openTab(/^Failing/);
    await long('failing', 'kim');
    await openTab(/^Conflicts/);
    await long('conflicts', 'left');
    await openTab(/^Ambiguous/);
    await harmless('ambiguous', 'twin ');
    await go(/^Log/);
    await main
      .getByRole('row', { name: /the command/ })
      .last()
      .getByRole('link')
      .click();
    await long('run', 'company');
    await go(/^Records/);
    await main.getByLabel('Match key or id').fill('ada@acme.example');
    await main.getByLabel('Match key or id').press('Enter');
    await main.getByRole('link', { name: /ada/ }).first().click();
    await main.getByText('Last written').or(main.getByText('Both agreed on')).first().waitFor();
    await long('record', 'left');
    await main
      .getByText(/WWWW…$/)
      .filter({ visible: true })
      .first()
      .click();
    await vi.waitFor(async () => expect((await main.textContent())?.length).toBeGreaterThan(100_000), {
      timeout: patience,
      interval: 100,
    });
    await go(/^Map/);
    await harmless('map', 'object ');
    expect(faults).toEqual([]);
  });
});
