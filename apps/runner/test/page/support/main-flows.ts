import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contactsAlone } from '../../commands/support/braked-contacts.ts';
import { crmConfiguration } from '../../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow, contactId, editRow } from '../../commands/support/fill-crm.ts';
import type { Crm } from '../../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { expectAccessible, patience, startPage } from './start-page.ts';

const soon = { timeout: patience, interval: 200 };

/**
 * Nothing runs but what is asked for on the page: with so few calls no feed is read, whose hints would be carried at any moment, such
 * as between two edits, or before somebody has asked.
 */
const withoutFeeds = (configuration: string): string =>
  configuration.replaceAll(
    'limits: { requestsPerSecond: 1000 }',
    'limits: { requestsPerSecond: 1000, callsPerDay: 575 }',
  );

const people = async ({ base }: Crm): Promise<readonly unknown[]> =>
  (await base('People').select().all()).map((row) => row.get('Email')).sort();

const emails = async ({ hubspot }: Crm): Promise<readonly unknown[]> =>
  (await hubspot.crm.contacts.getAll(100, undefined, ['email'])).map(({ properties }) => properties.email).sort();

async function openTab(window: Page, name: RegExp): Promise<void> {
  await window.getByRole('link', { name: /^Review/ }).click();
  await window.getByRole('navigation', { name: 'Review' }).getByRole('link', { name }).click();
}

/** The service has taken it in before anything else is done on the page. */
async function runNow(window: Page, sync: string): Promise<void> {
  const asking = window.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/runs'),
  );
  await window.getByRole('region', { name: sync }).getByRole('button', { name: 'Run now' }).click();
  expect((await asking).status()).toBe(202);
}

/** What people do on the page, on a state wherever it lies. `startOn`: two empty apps and a folder with this configuration. */
export function describeMainFlows(store: string, startOn: (configuration: string) => Promise<Crm>): void {
  describe.skipIf(chromiumPath === null)(`the page on ${store}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    async function start(configuration = crmConfiguration()) {
      const crm = await startOn(withoutFeeds(configuration));
      const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
      await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' }, [acme]);
      const page = await startPage(crm.directory, browser);
      // Not only what it writes is there: edits during the first run might be part of it.
      await vi.waitFor(async () => {
        const { document } = await crm.document('status');
        expect(document).toMatchObject({ lastRun: { status: 'done' }, isRunning: false });
      }, soon);
      expect(await people(crm)).toEqual(['ada@acme.example']);
      return { crm, ...page };
    }

    it('a conflict is decided, in both apps', async () => {
      const { crm, open } = await start(
        crmConfiguration().replaceAll(/^( {2}contacts:\n)/gm, '$1    conflicts: { winner: review }\n'),
      );
      const id = await contactId(crm, 'ada@acme.example');
      const [row] = await crm.base('People').select().all();
      await crm.hubspot.crm.contacts.basicApi.update(id, { properties: { lastname: 'Byron' } });
      await row?.updateFields({ 'Last name': 'King' });
      const window = await open('operator');
      await runNow(window, 'contacts');
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

      const conflicts = window.getByRole('navigation', { name: 'Which conflicts are shown' });
      await conflicts.getByRole('link', { name: 'Settled' }).click();
      await window.getByText('Decided by operator of the test').waitFor();
      await expectAccessible(window, 'settled conflicts');
      const card = window.getByRole('region', { name: 'ada@acme.example lastname' });
      expect(await card.textContent()).toMatch(
        /hubspot · lastnameByronEdited .*airtable · Last nameKingWonBoth agreed onLovelaceDecided by operator of the test/,
      );
      // The address says what is shown.
      await window.reload();
      await card.getByText('Won').waitFor();
      await conflicts.getByRole('link', { name: 'To decide' }).click();

      await crm.hubspot.crm.contacts.basicApi.update(id, { properties: { lastname: 'Noel' } });
      await row?.updateFields({ 'Last name': 'Milbanke' });
      await window.getByRole('link', { name: 'Health' }).click();
      await runNow(window, 'contacts');
      await openTab(window, /^Conflicts/);
      await window.getByText('Both were edited, and a person is to decide.').waitFor();
      await window.getByLabel('Another value').fill('Lovelace');
      await window.getByRole('button', { name: 'Use it on both sides' }).click();
      await window.getByText('Nothing waits for you here.').waitFor();
      await conflicts.getByRole('link', { name: 'Settled' }).click();
      await window.getByText('2 conflicts').waitFor();
      const [latest = ''] = await window.getByRole('region', { name: 'ada@acme.example lastname' }).allTextContents();
      expect(latest).toMatch(/Noel.*Milbanke.*Chosen instead of bothLovelaceDecided by operator of the test/);
      await window.getByRole('region').first().getByRole('link', { name: 'Run' }).click();
      await window.getByRole('heading', { level: 1, name: /^Run / }).waitFor();
      await window.waitForURL(/\/runs\//);
    });

    it('a run is taken back after its plan was read', async () => {
      const { crm, open } = await start();
      const window = await open('operator');
      await window.getByRole('link', { name: 'Log' }).click();
      await window.locator('tbody a').last().click();
      await window.getByRole('button', { name: 'Take this run back' }).click();
      // The plan is made anew, and what is on the page with it.
      await window.getByLabel(/^Delete for good/).click();
      await vi.waitFor(async () => expect(await window.getByLabel(/^Delete for good/).isChecked()).toBe(true), soon);
      await window.getByLabel('I have read what will be written.').check();
      expect(await people(crm)).toEqual(['ada@acme.example']);
      await window.getByRole('button', { name: 'Take it back', exact: true }).click();
      await window.getByText('It was taken back.').waitFor();
      expect(await people(crm)).toEqual([]);
    });

    it('a viewer sees what waits, and may not write', async () => {
      const { open } = await start();
      const viewer = await open('viewer');
      await viewer.getByRole('heading', { name: 'contacts' }).waitFor();
      for (const name of ['Run now', 'Pause']) expect(await viewer.getByRole('button', { name }).count()).toBe(0);
      await viewer.getByRole('link', { name: 'Log' }).click();
      await viewer.locator('tbody a').last().click();
      await viewer.getByRole('region', { name: 'Changes' }).getByRole('cell').first().waitFor();
      expect(await viewer.getByRole('button', { name: 'Take this run back' }).count()).toBe(0);
      // Whoever asks the API with the same session is refused as well.
      const refused: unknown = await viewer.evaluate(`(async () => {
        const { csrf } = await (await fetch('/api/v1/session')).json();
        const [{ name }] = (await (await fetch('/api/v1/workspaces')).json()).workspaces;
        const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
        return (await fetch('/api/v1/workspaces/' + name + '/runs', { method: 'POST', headers, body: '{}' })).status;
      })()`);
      expect(refused).toBe(403);
    });

    it('a record that was ambiguous is paired once it is decided, and a group that was refused is tried again', async () => {
      const crm = await startOn(withoutFeeds(contactsAlone()));
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
      const crm = await startOn(contactsAlone(['deletions: review']));
      const ids: string[] = [];
      for (const name of ['ada', 'bob', 'cy', 'dan'])
        ids.push(await addContact(crm, { email: `${name}@acme.example` }));
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
      // What the one has decided leaves the question of the other: both have answered before either is heard.
      let answers = 0;
      const both = Promise.withResolvers<void>();
      for (const window of windows) {
        await window.route('**/review/decisions', async (route) => {
          answers += 1;
          if (answers === windows.length) both.resolve();
          await both.promise;
          await route.continue();
        });
      }
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
}
