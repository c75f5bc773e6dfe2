import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { crmConfiguration, withSyncs } from '../../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow } from '../../commands/support/fill-crm.ts';
import { readApps } from '../../commands/support/read-apps.ts';
import type { Crm } from '../../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { expectAccessible, patience, startPage } from './start-page.ts';

const soon = { timeout: patience, interval: 200 };
const remark = '# Whoever changes this asks the sales people first.\n';

/** Goes on with the tabulator until one is there, as somebody without a mouse does, and presses a key. */
async function press(window: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await wanted.waitFor();
  await vi.waitFor(async () => expect(await wanted.isEnabled()).toBe(true), soon);
  for (let steps = 0; steps < 120; steps += 1) {
    if (await wanted.evaluate((element) => element.matches(':focus'))) return window.keyboard.press(key);
    await window.keyboard.press('Tab');
  }
  throw new Error('it is not reached by keys');
}

/** Chooses from a list that drops down, reached by keys. */
async function pick(window: Page, wanted: Locator, label: string): Promise<void> {
  await press(window, wanted, 'Shift');
  await wanted.selectOption({ label });
}

/** From two objects to a sync that runs. `startEmpty`: two empty apps, and a folder whose state lies wherever it is to lie. */
export function describeSetUp(store: string, startEmpty: () => Promise<Crm>): void {
  describe.skipIf(chromiumPath === null)(`set-up on the page, on ${store}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    async function start(): Promise<Crm> {
      const crm = await startEmpty();
      await crm.configure(`${remark}${withSyncs('').trimEnd()} {}\n`);
      const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example', phone: '+1 555 0100' });
      await addCompany(crm, { name: 'Navy', domain: 'navy.example' });
      await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
      await crm.addField('Accounts', {
        name: 'Active',
        type: 'checkbox',
        options: { icon: 'check', color: 'greenBright' },
      });
      await addRow(crm, 'Accounts', { Name: 'Acme Inc.', Website: 'https://acme.example' });
      return crm;
    }

    it('goes by keys alone from two objects to a sync that runs, and writes nothing before the last step', async () => {
      const crm = await start();
      const writes = crm.writes().length;
      const { open } = await startPage(crm.directory, browser);
      const window = await open('admin');
      const button = (name: string) => window.getByRole('button', { name, exact: true });
      await press(window, window.getByRole('link', { name: 'Set up' }));

      const pair = window.getByRole('radio', { name: /^companies ↔ Accounts/ });
      await pair.waitFor();
      expect(await pair.isChecked()).toBe(true);
      expect(await window.getByLabel('A name for this sync').inputValue()).toBe('companies');
      await press(window, button('Next'));

      expect(await window.getByRole('radio', { name: /^domain ↔ Website/ }).isChecked()).toBe(true);
      await press(window, button('Count what they hold'));
      await window.getByText('1 value on both sides.').waitFor();
      await window.getByRole('row', { name: 'acme.example Acme Acme Inc.' }).waitFor();
      await press(window, button('Match on these'));
      await press(window, button('Next'));

      await window.getByRole('row', { name: /name ↔ Name/ }).waitFor();
      expect(await window.getByRole('row', { name: /domain ↔ Website/ }).textContent()).toContain('acme.example');
      await expectAccessible(window, 'fields');
      await press(window, button('Next'));

      expect(await window.getByRole('radio', { name: /^Both ways \(the default\)/ }).isChecked()).toBe(true);
      expect(await window.getByRole('radio', { name: /^In both apps \(the default\)/ }).isChecked()).toBe(true);
      expect(await window.getByRole('radio', { name: /^That of hubspot companies \(the default\)/ }).isChecked()).toBe(
        true,
      );
      await expectAccessible(window, 'rules');
      await press(window, button('Next'));

      expect(await window.getByLabel('Goes with, in hubspot').first().inputValue()).toBe('parent_company');
      await press(window, button('Next'));

      await window.getByText('+  companies:').waitFor();
      await press(window, button('What would be written'));
      await window.getByRole('rowheader', { name: 'Navy' }).waitFor();
      await expectAccessible(window, 'difference and plan');
      expect(crm.writes()).toHaveLength(writes);
      expect(await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8')).not.toContain('companies');
      await press(window, button('Write the file'));
      await window.getByText(/^Written\./).waitFor();

      const written = await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8');
      expect(written.startsWith(remark)).toBe(true);
      expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
      await vi.waitFor(
        async () => expect((await readApps(crm)).accounts.map(({ Name }) => Name).sort()).toEqual(['Acme', 'Navy']),
        soon,
      );

      // The companies are synced, so the people can bring theirs along.
      await press(window, button('Add another sync'));
      await window.getByRole('radio', { name: /^contacts ↔ People/ }).check();
      await button('Next').click();
      await button('Count what they hold').click();
      await button('Match on these').click();
      await button('Next').click();
      await window.getByRole('row', { name: /email ↔ Email/ }).waitFor();
      await button('Next').click();
      await window.getByText('Which way do changes go?').waitFor();
      await button('Next').click();
      expect(await window.getByLabel('Goes with, in hubspot').first().inputValue()).toBe('companies');
      await button('Next').click();
      await button('What would be written').click();
      await window.getByText('Associations placed in airtable').waitFor();
      await button('Write the file').click();
      await vi.waitFor(
        async () =>
          expect((await readApps(crm)).people).toMatchObject([{ Email: 'ada@acme.example', Account: ['Acme'] }]),
        soon,
      );
    });

    it('asks by keys how the two are kept in step, and writes the file that the set-up of the terminal writes', async () => {
      const crm = await startEmpty();
      await crm.addField('People', { name: 'Employer', type: 'singleLineText' });
      await crm.configure(`${remark}${crmConfiguration(['companies'])}`);
      const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
      await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
      await addRow(crm, 'People', { Email: 'ben@acme.example', 'First name': 'Ben', Employer: 'Acme' });
      const file = join(crm.directory, 'linkwright.yaml');
      const before = await readFile(file, 'utf8');
      const { open } = await startPage(crm.directory, browser);
      const window = await open('admin');
      const button = (name: string) => window.getByRole('button', { name, exact: true });
      await window.getByRole('link', { name: 'Set up' }).click();
      await window.getByRole('radio', { name: /^contacts ↔ People/ }).check();
      await press(window, button('Next'));
      await press(window, button('Count what they hold'));
      await press(window, button('Match on these'));
      await press(window, button('Next'));

      await pick(
        window,
        window.getByLabel('Field that names another record'),
        'airtable People: Employer (looks like it)',
      );
      await pick(window, window.getByLabel('It holds', { exact: true }), 'Name (text)');
      await press(window, button('Declare it'));
      await window.getByText('airtable People: Employer names a record of companies by Name').waitFor();
      await press(window, button('Next'));

      await press(window, window.getByRole('radio', { name: /^In both apps/ }), 'ArrowDown');
      expect(await window.getByRole('radio', { name: /^Only in airtable People/ }).isChecked()).toBe(true);
      await press(window, window.getByRole('radio', { name: /^That of hubspot contacts/ }), 'ArrowUp');
      expect(await window.getByRole('radio', { name: /^Both, until you decide/ }).isChecked()).toBe(true);
      for (const [field, test, value] of [
        ['hubspot contacts: email', 'is filled in', null],
        ['airtable People: First name', 'is', '007'],
        ['airtable People: First name', 'is', 'Ben'],
        ['hubspot contacts: jobtitle', 'is not', '12'],
      ] as const) {
        await pick(window, window.getByLabel('Only records whose field'), field);
        if (test !== 'is') await pick(window, window.getByLabel('What must hold'), test);
        if (value === null) await press(window, button('Add the condition'));
        else {
          await press(window, window.getByLabel('Value', { exact: true }), 'Tab');
          await window.getByLabel('Value', { exact: true }).fill(value);
          await window.getByLabel('Value', { exact: true }).press('Enter');
        }
        await window.getByText(`${field} ${test} ${value ?? ''}`.trimEnd(), { exact: true }).waitFor();
      }
      await expectAccessible(window, 'rules and conditions');
      await press(window, button('Next'));

      await pick(window, window.getByLabel('Goes with, in hubspot').last(), 'primary_company');
      await press(window, button('Next'));
      await press(window, button('What would be written'));
      await press(window, button('Write the file'));
      await window.getByText(/^Written\./).waitFor();
      const written = await readFile(file, 'utf8');
      expect(written.startsWith(before)).toBe(true);

      await writeFile(file, before);
      // The service may still be carrying out what the page has written, and nobody else works on the state then.
      const setUp = () =>
        crm.run(
          ...['setup', '--left', 'hubspot:contacts', '--right', 'airtable:People', '--name', 'contacts', '--yes'],
          ...['--match', 'email=Email', '--field', 'email=Email', '--field', 'firstname=First name'],
          ...['--field', 'lastname=Last name', '--field', 'jobtitle=Job title'],
          ...[
            '--reference',
            'right:Employer=companies:Name',
            '--association',
            'companies=Account',
            '--association',
            'primary_company=Employer',
          ],
          ...[
            '--create',
            'right',
            '--winner',
            'review',
            '--filter',
            'left:email=*',
            '--filter',
            'right:First name=007',
          ],
          ...['--filter', 'right:First name=Ben', '--filter', 'left:jobtitle!=12'],
        );
      await vi.waitFor(async () => expect((await setUp()).stderr).toBe(''), { timeout: 600_000, interval: 500 });
      expect(await readFile(file, 'utf8')).toBe(written);
    });

    it('shows an operator the lines that they may not write, and which fields do not fit', async () => {
      const crm = await start();
      const writes = crm.writes().length;
      const file = join(crm.directory, 'linkwright.yaml');
      const { open } = await startPage(crm.directory, browser);
      const window = await open('operator');
      const before = await readFile(file, 'utf8');
      const button = (name: string) => window.getByRole('button', { name, exact: true });
      await window.getByRole('link', { name: 'Set up' }).click();
      await button('Next').click();
      await window.getByRole('radio', { name: /^name ↔ Name/ }).check();
      await button('Count what they hold').click();
      await button('Match on these').click();
      await button('Next').click();
      await window.getByLabel('Field of hubspot companies').selectOption('createdate');
      await window.getByText(/fields? do(es)? not fit/).click();
      await window.getByText(/^Active: /).waitFor();
      await button('Next').click();
      await window.getByText('Which way do changes go?').waitFor();
      await button('Next').click();
      await window.getByText('Which associations are kept in step, too?').waitFor();
      await button('Next').click();
      await button('What would be written').click();
      await window.getByText('Your token may not change the file.').waitFor();
      expect(await button('Write the file').count()).toBe(0);

      expect(await readFile(file, 'utf8')).toBe(before);
      expect(crm.writes()).toHaveLength(writes);
    });
  });
}
