import { expect, it, onTestFinished, vi } from 'vitest';
import { contactsAlone } from '../commands/support/braked-contacts.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { oauthVariables, startOAuthCrm } from '../connect/support/oauth-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { connectAirtable } from './support/connect-airtable.ts';
import { onPostgres } from './support/on-postgres.ts';
import { openHere } from './support/open-here.ts';
import { patience } from './support/start-page.ts';

it.skipIf(chromiumPath === null)(
  'linkwright open works on a state on PostgreSQL, alone, and runs what is asked for',
  async () => {
    const crm = await onPostgres(await startCrm());
    await crm.configure(contactsAlone());
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    const page = openHere(crm);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const window = await browser.newPage({ locale: 'en' });
    window.setDefaultTimeout(patience);
    await window.goto(await page.address());
    const contacts = window.getByRole('region', { name: 'contacts' });
    await contacts.getByText('Next run: when you ask for it').waitFor();
    expect(await crm.run('open')).toMatchObject({ exitCode: 2 });
    await contacts.getByRole('button', { name: 'Run now' }).click();
    await vi.waitFor(
      async () =>
        expect((await crm.base('People').select().all()).map((row) => row.get('Email'))).toEqual(['ada@acme.example']),
      { timeout: patience, interval: 200 },
    );
    await contacts.getByText('In step').waitFor();
    expect(await page.stop()).toBe(0);
  },
);

it.skipIf(chromiumPath === null)(
  'an account is connected with a browser, and its grant lies on PostgreSQL',
  async () => {
    const crm = await startOAuthCrm();
    await onPostgres(crm, oauthVariables(crm));
    const page = openHere(crm);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const window = await (await browser.newContext({ locale: 'en' })).newPage();
    window.setDefaultTimeout(patience);
    await window.goto(await page.address());
    await connectAirtable(window);
    expect(crm.sandbox.airtable.grants()).toMatchObject([{ isValid: true }]);
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
    expect(await page.stop()).toBe(0);
  },
);
