import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { addCompany, addContact } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startOAuthCrm } from '../connect/support/oauth-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { connectAirtable } from './support/connect-airtable.ts';
import { openHere } from './support/open-here.ts';
import { expectAccessible, patience } from './support/start-page.ts';

const soon = { timeout: patience, interval: 100 };

const emails = async ({ base }: Crm): Promise<readonly unknown[]> =>
  (await base('People').select().all()).map((row) => row.get('Email')).sort();

describe.skipIf(chromiumPath === null)('linkwright open', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function windowAt(address: string) {
    const context = await browser.newContext({ locale: 'en' });
    onTestFinished(() => context.close());
    const window = await context.newPage();
    window.setDefaultTimeout(patience);
    await window.goto(address);
    return window;
  }

  it('signs in whoever opens its address, once; a sync runs when it is asked for, and everything ends with it', async () => {
    const crm = await startCrm();
    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
    const page = openHere(crm);
    const address = await page.address();
    const window = await windowAt(address);
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    expect(window.url()).not.toContain('once');
    expect(await window.evaluate('history.length')).toBeLessThanOrEqual(3);
    await window.getByText('Nothing runs by itself here').waitFor();
    const contacts = window.getByRole('region', { name: 'contacts' });
    await contacts.getByText('Next run: when you ask for it').waitFor();
    await expectAccessible(window, 'health without a service');
    const status = await crm.run('status');
    expect(status.stdout).toContain('linkwright open looks after this: a sync runs only when somebody asks.');
    // Every sync would have been due at once.
    expect(await emails(crm)).toEqual([]);

    await contacts.getByRole('button', { name: 'Run now' }).click();
    await vi.waitFor(async () => expect(await emails(crm)).toEqual(['ada@acme.example']), soon);
    await window.reload();
    await window.getByRole('heading', { name: 'Health' }).waitFor();

    const second = await windowAt(address);
    await second.getByText('The address of linkwright open counts once.').waitFor();
    expect(await second.getByRole('navigation').count()).toBe(0);

    expect(await crm.run('open')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await page.stop()).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
    expect((await crm.run('status')).stdout).not.toContain('looks after this');
  });

  it('lets an account be connected with a browser, and comes back by itself', async () => {
    const crm = await startOAuthCrm();
    const page = openHere(crm);
    const window = await windowAt(await page.address());
    await connectAirtable(window);
    expect(crm.sandbox.airtable.grants()).toMatchObject([{ isValid: true }]);
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
    expect(await page.stop()).toBe(0);
  });

  it('tells what is wrong in the file before it opens anything', async () => {
    const crm = await startCrm();
    await crm.configure('version: 1\nconnections: {}\nsynks: {}\n');
    const told = await crm.run('open', '--no-browser');
    expect(told.exitCode).toBe(2);
    expect(told.stderr).toContain('syncs');
    expect(told.stdout).not.toContain('http:');
  });
});
