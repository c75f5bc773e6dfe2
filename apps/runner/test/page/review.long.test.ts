import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contactsAlone } from '../commands/support/braked-contacts.ts';
import { addContact, addRow, editRow } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { patience, startPage } from './support/start-page.ts';

const soon = { timeout: patience, interval: 200 };

const people = async ({ base }: Crm): Promise<readonly unknown[]> =>
  (await base('People').select().all()).map((row) => row.get('Email')).sort();

const emails = async ({ hubspot }: Crm): Promise<readonly unknown[]> =>
  (await hubspot.crm.contacts.getAll(100, undefined, ['email'])).map(({ properties }) => properties.email).sort();

async function openTab(window: Page, name: RegExp): Promise<void> {
  await window.getByRole('link', { name: /^Review/ }).click();
  await window.getByRole('navigation', { name: 'Review' }).getByRole('link', { name }).click();
}

describe.skipIf(chromiumPath === null)('reviews on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('a record that was ambiguous is paired once it is decided, and a group that was refused is tried again', async () => {
    const crm = await startCrm();
    await crm.configure(contactsAlone());
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' });
    const twins = [
      await addRow(crm, 'People', { Email: 'ada@acme.example' }),
      await addRow(crm, 'People', { Email: 'ada@acme.example' }),
    ];
    const refused = [
      await addRow(crm, 'People', { Email: 'kim@acme' }),
      await addRow(crm, 'People', { Email: 'lee@acme' }),
    ];
    expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
    const { open } = await startPage(crm.directory, browser);
    const window = await open('operator');

    await openTab(window, /^Failing/);
    await window.getByRole('link', { name: 'kim@acme' }).waitFor();
    await window.keyboard.press('x');
    await window.getByRole('button', { name: 'Try 1 record again' }).waitFor();
    for (const [index, id] of refused.entries()) {
      await editRow(crm, 'People', id, { Email: `person${index}@acme.example` });
    }
    await window.getByRole('button', { name: 'Try all 2 again' }).click();
    await vi.waitFor(
      async () =>
        expect(await emails(crm)).toEqual(['ada@acme.example', 'person0@acme.example', 'person1@acme.example']),
      soon,
    );
    await window.getByText('Nothing waits for you here.').waitFor();

    await openTab(window, /^Ambiguous/);
    await window.getByRole('button', { name: 'Look again' }).first().waitFor();
    await editRow(crm, 'People', twins[1] ?? '', { Email: 'byron@acme.example' });
    await window.getByRole('button', { name: 'Look again' }).first().click();
    await window.getByText('Nothing waits for you here.').waitFor();
    const row = await crm.base('People').find(twins[0] ?? '');
    expect(row.get('Last name')).toBe('Lovelace');
  });

  it('two people decide at once, and no decision is lost or carried out twice', async () => {
    const crm = await startCrm();
    await crm.configure(contactsAlone(['deletions: review']));
    const ids: string[] = [];
    for (const name of ['ada', 'bob', 'cy', 'dan']) ids.push(await addContact(crm, { email: `${name}@acme.example` }));
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    for (const id of ids) await crm.hubspot.crm.contacts.basicApi.archive(id);
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
    const { open } = await startPage(crm.directory, browser);
    const windows = await Promise.all([open('operator'), open('operator')]);
    const chosen = [
      ['ada@acme.example', 'cy@acme.example'],
      ['bob@acme.example', 'cy@acme.example'],
    ];
    await Promise.all(
      windows.map(async (window, index) => {
        await openTab(window, /^Deletions/);
        for (const email of chosen[index] ?? []) await window.getByLabel(email).check();
        await window.getByRole('button', { name: 'Approve 2' }).click();
        await window.getByRole('dialog').waitFor();
      }),
    );
    await Promise.all(
      windows.map((window) => window.getByRole('dialog').getByRole('button', { name: 'Approve 2' }).click()),
    );
    const [window] = windows;
    await window?.getByRole('link', { name: /^Review 1$/ }).waitFor();
    await window?.getByRole('link', { name: 'Health' }).click();
    await window?.getByRole('button', { name: 'Run now' }).click();
    await vi.waitFor(async () => expect(await people(crm)).toEqual(['dan@acme.example']), soon);
    const { document } = await crm.document('status');
    expect(document).toMatchObject({ syncs: [{ failing: 0, inReview: 1 }] });
  });
});
