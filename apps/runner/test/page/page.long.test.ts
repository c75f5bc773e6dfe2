import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startWithFormula } from '../commands/support/start-with-formula.ts';
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
    stranger.setDefaultTimeout(patience);
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
    // The run that made the twin places the association later.
    await window.locator('main').getByText('Placed').waitFor();
    const text = await window.locator('main').textContent();
    expect(text).toContain('<img src=x onerror="document.title=1"> ⟨U+202E⟩gnp.exe');
    expect(text).toMatch(/primary_company ⇄ Account\s*Acme\s*Placed/);
    expect(await window.locator('main img').count()).toBe(0);
    expect(await window.title()).toBe('Linkwright');
    expect(await window.getByRole('link', { name: 'Take back' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('tells what fails after its view was left, on every other one until it is closed', async () => {
    const { open } = await start();
    const window = await open('operator');
    const left = Promise.withResolvers<void>();
    const problem = {
      type: 'about:blank',
      title: 'Busy',
      detail: 'The state is held by somebody else.',
      status: 503,
      code: 'state-busy',
    };
    await window.route('**/runs', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await left.promise;
      await route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    const go = async (name: string) => {
      await window.getByRole('link', { name, exact: false }).first().click();
      await window.getByRole('heading', { name, level: 1 }).waitFor();
    };
    const runNow = window.getByRole('region', { name: 'contacts' }).getByRole('button', { name: 'Run now' });
    await runNow.click();
    await go('Review');
    const told = window.getByRole('alert').filter({ hasText: problem.detail });
    expect(await told.count()).toBe(0);
    left.resolve();
    await told.waitFor();
    await go('Health');
    await told.getByRole('button', { name: 'Close' }).click();
    await told.waitFor({ state: 'detached' });
    // Where its view is still there, it alone tells it.
    await runNow.click();
    await told.waitFor();
    expect(await told.count()).toBe(1);
  });

  it('everything is reached by keys, in the dark, on a narrow window, and in the language of the browser until another is chosen', async () => {
    const { open } = await start();
    const viewer = await open('viewer', { colorScheme: 'dark', width: 420 });
    await viewer.getByRole('heading', { name: 'contacts' }).waitFor();
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

    const window = await open('viewer', { locale: 'ja-JP' });
    await window.getByRole('heading', { name: '状態' }).waitFor();
    expect(await window.locator('html').getAttribute('lang')).toBe('ja');
    await window.getByLabel('言語').selectOption('en');
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    await window.reload();
    await window.getByRole('heading', { name: 'Health' }).waitFor();
  });

  it('says in the language of the reader what an app does not show, and what to do about it', async () => {
    const crm = await startWithFormula();
    await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example', Staff: 0 });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const { open } = await startPage(crm.directory, browser);
    const window = await open('viewer');
    const card = window.getByRole('region', { name: 'companies' });
    await card.getByText('airtable Per head could not be read in 1 record.').waitFor();
    await card.getByText('In step, as far as the apps show it').waitFor();
    await expectAccessible(window, 'unreadable');
    const japanese = await open('viewer', { locale: 'ja-JP' });
    await japanese.getByText('airtable の Per head を 1 件で読み取れません。').waitFor();
    await japanese.getByText('表示される範囲で一致').waitFor();
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
