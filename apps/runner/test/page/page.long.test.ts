import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow, contactId, editRow } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { expectAccessible, patience, startPage } from './support/start-page.ts';

const hostile = '<img src=x onerror="document.title=1"> \u202Egnp.exe';

const emails = async ({ base }: Crm): Promise<readonly unknown[]> =>
  (await base('People').select().all()).map((row) => row.get('Email')).sort();

describe.skipIf(chromiumPath === null)('the page, in Chromium against a real service', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function start(configuration = crmConfiguration()) {
    const crm = await startCrm();
    await crm.configure(configuration);
    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace', jobtitle: hostile }, [
      acme,
    ]);
    const page = await startPage(crm.directory, browser);
    await vi.waitFor(async () => expect(await emails(crm)).toEqual(['ada@acme.example']), {
      timeout: patience,
      interval: 100,
    });
    return { crm, ...page };
  }

  it('shows nothing without a token, and signs out', async () => {
    const { address, open } = await start();
    const strangers = await browser.newContext();
    const stranger = await strangers.newPage();
    await stranger.goto(address);
    await stranger.getByLabel('Access token').fill('lwt_wrong');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.getByText('This token is not valid.').waitFor();
    await expectAccessible(stranger, 'sign in');
    await strangers.close();

    const window = await open('viewer');
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    await window.getByRole('button', { name: 'Sign out' }).click();
    await window.getByLabel('Access token').waitFor();
    await window.reload();
    await window.getByLabel('Access token').waitFor();
  });

  it('tells a record’s story with values as text, and nothing of them is run', async () => {
    const { open } = await start();
    const window = await open('viewer');
    const faults: string[] = [];
    window.on('pageerror', (error) => faults.push(error.message));
    await window.getByRole('link', { name: 'Records' }).click();
    await window.getByLabel('Match key or id').fill('ada@acme.example');
    await window.getByLabel('Match key or id').press('Enter');
    await window
      .getByRole('link', { name: /Ada|ada@/ })
      .first()
      .click();
    await window.getByText('Both agreed on').waitFor();
    const text = await window.locator('main').textContent();
    expect(text).toContain('<img src=x onerror="document.title=1"> ⟨U+202E⟩gnp.exe');
    expect(text).toMatch(/primary_company ⇄ Account\s*Acme\s*Placed/);
    expect(await window.locator('main img').count()).toBe(0);
    expect(await window.title()).toBe('Linkwright');
    expect(await window.getByRole('link', { name: 'Take back' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows what somebody wrote into an app as text, on every page', async () => {
    const crm = await startCrm();
    await crm.configure(
      crmConfiguration().replaceAll(
        /^( {2}contacts:\n)/gm,
        '$1    conflicts: { winner: review }\n    deletions: review\n',
      ),
    );
    const company = await addCompany(crm, { name: hostile, domain: 'acme.example' });
    const ada = await addContact(crm, { email: 'ada@acme.example', lastname: hostile }, [company]);
    const bob = await addContact(crm, { email: 'bob@acme.example', firstname: hostile });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    for (const name of ['kim', 'kim']) await addRow(crm, 'People', { Email: `${name}${hostile}` });
    await addRow(crm, 'People', { Email: `lee${hostile}` });
    await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { lastname: `1${hostile}` } });
    const rows = await crm.base('People').select().all();
    const row = rows.find((one) => one.get('Email') === 'ada@acme.example');
    await editRow(crm, 'People', row?.id ?? '', { 'Last name': `2${hostile}` });
    await crm.hubspot.crm.contacts.basicApi.archive(bob);
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
    const { open } = await startPage(crm.directory, browser);
    const window = await open('admin');
    const faults: string[] = [];
    window.on('pageerror', (error) => faults.push(error.message));
    const main = window.getByRole('main');
    const go = (name: RegExp) => window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    const shown = async () => {
      await main.getByText('<img src=x').filter({ visible: true }).first().waitFor();
      expect(await main.locator('img').count()).toBe(0);
      expect(await window.title()).toBe('Linkwright');
    };
    for (const tab of [/^Failing/, /^Ambiguous/, /^Conflicts/]) {
      await go(/^Review/);
      await window.getByRole('navigation', { name: 'Review' }).getByRole('link', { name: tab }).click();
      await shown();
    }
    await go(/^Records/);
    await window.getByLabel('Match key or id').fill(company);
    await window.getByLabel('Match key or id').press('Enter');
    await shown();
    await go(/^Log/);
    await window.locator('tbody a').last().click();
    await shown();
    await go(/^Set up/);
    await window.getByRole('radio', { name: /^companies ↔ Accounts/ }).check();
    await window.getByRole('button', { name: 'Next' }).click();
    await window.getByRole('radio', { name: /^name ↔ Name/ }).check();
    await window.getByRole('button', { name: 'Count what they hold' }).click();
    await window.getByText('1 value on both sides.').waitFor();
    await shown();
    expect(faults).toEqual([]);
  });

  it('a conflict is decided, in both apps', async () => {
    const { crm, open } = await start(
      crmConfiguration().replaceAll(/^( {2}contacts:\n)/gm, '$1    conflicts: { winner: review }\n'),
    );
    const id = await contactId(crm, 'ada@acme.example');
    const [row] = await crm.base('People').select().all();
    await crm.hubspot.crm.contacts.basicApi.update(id, { properties: { lastname: 'Byron' } });
    await row?.updateFields({ 'Last name': 'King' });
    const window = await open('operator');
    await window.getByRole('region', { name: 'contacts' }).getByRole('button', { name: 'Run now' }).click();
    await window.getByRole('link', { name: /^Review/ }).click();
    await window.getByRole('link', { name: /^Conflicts/ }).click();
    await window.getByText('King').waitFor();
    await expectAccessible(window, 'conflicts');
    await window.getByRole('button', { name: 'Use this of airtable' }).click();
    await vi.waitFor(
      async () =>
        expect((await crm.hubspot.crm.contacts.basicApi.getById(id, ['lastname'])).properties.lastname).toBe('King'),
      { timeout: patience, interval: 200 },
    );
    await window.getByText('Nothing waits for you here.').waitFor();
  });

  it('a run is taken back after its plan was read', async () => {
    const { crm, open } = await start();
    const window = await open('operator');
    await window.getByRole('link', { name: 'Log' }).click();
    await window.locator('tbody a').last().click();
    await window.getByRole('button', { name: 'Take this run back' }).click();
    await window.getByLabel(/^Delete for good/).check();
    await window.getByLabel('I have read what will be written.').check();
    expect(await emails(crm)).toEqual(['ada@acme.example']);
    await window.getByRole('button', { name: 'Take it back', exact: true }).click();
    await window.getByText('It was taken back.').waitFor();
    expect(await emails(crm)).toEqual([]);
  });

  it('a viewer is offered nothing that writes; everything is reached by keys, in the dark and on a narrow window', async () => {
    const { open } = await start();
    const viewer = await open('viewer', { colorScheme: 'dark', width: 420 });
    await viewer.getByRole('heading', { name: 'contacts' }).waitFor();
    for (const name of ['Run now', 'Pause']) expect(await viewer.getByRole('button', { name }).count()).toBe(0);
    const wide = await viewer.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(wide).toBe(0);
    for (const [name, heading] of pages) {
      const link = viewer.getByRole('link', { name, exact: false }).first();
      await link.focus();
      await viewer.keyboard.press('Enter');
      await viewer.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await viewer.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      await expectAccessible(viewer, heading);
    }
  });

  it('speaks Japanese to a Japanese browser, and remembers another choice', async () => {
    const { open } = await start();
    const window = await open('viewer', { locale: 'ja-JP' });
    await window.getByRole('heading', { name: '状態' }).waitFor();
    expect(await window.locator('html').getAttribute('lang')).toBe('ja');
    await window.getByLabel('言語').selectOption('en');
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    await window.reload();
    await window.getByRole('heading', { name: 'Health' }).waitFor();
  });
});

const pages = [
  ['Health', 'Health'],
  ['Records', 'Records'],
  ['Review', 'Review'],
  ['Map', 'Map'],
  ['Set up', 'Set up'],
  ['Connections', 'Connections'],
  ['Log', 'Log'],
] as const;
