import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Jobs } from '../../src/service/api/jobs.ts';
import type { ServiceEvents } from '../../src/service/service-events.ts';
import { contactsAlone } from '../commands/support/braked-contacts.ts';
import { addContact, addRow } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { startPage } from './support/start-page.ts';

const failing = 100_000;
const writes = 50_000;

/** What somebody does keeps the page busy for so many milliseconds, whatever else the machine does meanwhile. */
const quickMs = 100;

/** The state as it would be: copies of the record that is refused, and of what the run has written. */
function fillState(directory: string): void {
  const database = new DatabaseSync(join(directory, '.linkwright', 'state.db'));
  const later = Date.now() + 86_400_000;
  database.exec(`
    begin;
    create temp table numbers as
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${failing - 1}) select i from n;
    create temp table refused as select record from failures limit 1;
    create temp table last as select max(number) as number from records;
    insert into records (number, object_id, id, fields, alternate_keys, associations, associations_missing, unreadable,
        revision, created_at, modified_at, gone, merged_into, observed_at)
      select last.number + i, object_id, 'rec' || i, fields, alternate_keys, associations, associations_missing, unreadable,
        revision, created_at, modified_at, gone, merged_into, observed_at
      from records, numbers, last where records.number = (select record from refused);
    insert into failures (pair_id, side, record, code, category, field, message, remedy, attempts, next_at, since)
      select pair_id, side, last.number + i, code, category, field, message, remedy, attempts, ${later}, since
      from failures, numbers, last where record = (select record from refused);
    create temp table written as select * from writes order by id desc limit 1;
    insert into writes (run, pair_id, side, kind, changes, at)
      select run, pair_id, side, kind, changes, at from written, numbers where i < ${writes};
    insert into written_records (record, write_id)
      select record, writes.id from written_records, writes
      where write_id = (select id from written) and writes.id > (select id from written);
    commit;
  `);
  database.close();
}

/** Something that somebody does, as the browser runs it. */
const pressed = (key: string): string =>
  `document.dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)}, bubbles: true }))`;
const clicked = (button: string): string =>
  `[...document.querySelectorAll('main button')].find((one) => one.textContent === ${JSON.stringify(button)}).click()`;

/** How long the page works until what somebody does is on the screen, in milliseconds of its processor: the middle one of several. */
async function answerTo(window: Page, deed: string, settled: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const inspector = await window.context().newCDPSession(window);
  await inspector.send('Performance.enable');
  const worked = async (): Promise<number> => {
    const { metrics } = await inspector.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1_000;
  };
  for (let time = 0; time < 11; time += 1) {
    const before = await worked();
    await window.evaluate(`(async () => {
      ${deed};
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    })()`);
    times.push((await worked()) - before);
    await settled();
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
}

const atOnce = () => Promise.resolve();

describe.skipIf(chromiumPath === null)('a long list on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it(`stays quick with ${failing} refused records, and with a run of ${writes} writes`, async () => {
    const crm = await startCrm();
    await crm.configure(contactsAlone());
    await addContact(crm, { email: 'ada@acme.example' });
    await addRow(crm, 'People', { Email: 'kim@acme' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
    await crm.run('pause', 'contacts', '--why', 'only what is shown counts');
    fillState(crm.directory);
    const told: ServiceEvents[] = [];
    const withEvents = (events: ServiceEvents): ServiceEvents => {
      told.push(events);
      return events;
    };
    const { open } = await startPage(crm.directory, browser, { withEvents });
    const window = await open('operator');
    // While the next rows are on their way, something happens, and the page has the time to ask everything anew.
    await window.route(/\/failing\?.*after=/, async (route) => {
      const events = told.pop();
      if (events) {
        events.tell({ kind: 'state-changed', workspace: basename(crm.directory) });
        await window.evaluate('new Promise((resolve) => setTimeout(resolve, 1_000))');
      }
      await route.continue();
    });
    await window.getByRole('link', { name: /^Review/ }).click();
    await window.getByText(`${failing.toLocaleString('en')} records`, { exact: true }).waitFor();
    const rows = window.locator('tbody tr');
    for (const before of [100, 200, 300]) {
      await rows.nth(before - 1).waitFor();
      await window.getByRole('button', { name: 'Show more' }).click();
    }
    await rows.nth(399).waitFor();
    expect(await answerTo(window, pressed('j'), atOnce)).toBeLessThan(quickMs);
    expect(await window.locator('tr.current').count()).toBe(1);
    expect(await answerTo(window, pressed('x'), atOnce)).toBeLessThan(quickMs);
    await window.getByRole('button', { name: 'Try 1 record again' }).waitFor();

    await window.getByRole('link', { name: 'Log' }).click();
    await window.locator('tbody a').first().click();
    await rows.nth(99).waitFor();
    let shown = 100;
    const more = async () => {
      shown += 100;
      await rows.nth(shown - 1).waitFor();
      await window.getByRole('button', { name: 'Show more' }).waitFor();
    };
    expect(await answerTo(window, clicked('Show more'), more)).toBeLessThan(quickMs);
    expect(await rows.count()).toBe(shown);
  });

  it(`pages through a plan of ${writes} operations`, async () => {
    const crm = await startCrm();
    await crm.configure(contactsAlone());
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    await crm.run('pause', 'contacts', '--why', 'only what would be written counts');
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    // The plan as it would be: copies of its one operation.
    const withJobs = (jobs: Jobs): Jobs => ({
      ...jobs,
      start: (asked) =>
        jobs.start({
          ...asked,
          async work(watch) {
            const result = await asked.work(watch);
            const { create } = watch.lists.of('contacts').operations;
            const [operation] = create.page(0, 1);
            for (let copy = 1; copy < writes && operation; copy += 1) {
              create.add({ ...operation, label: `${operation.label} ${copy}`, id: `${operation.id} ${copy}` });
            }
            return result;
          },
        }),
    });
    const { open } = await startPage(crm.directory, browser, { withJobs });
    const window = await open('operator');
    await window.getByRole('main').getByRole('link', { name: 'contacts' }).click();
    await window.getByRole('button', { name: 'What would be written' }).click();
    const range = (from: number) => {
      const [first, last, all] = [from, from + 99, writes].map((value) => value.toLocaleString('en'));
      return window.getByText(`${first} to ${last} of ${all}`, { exact: true });
    };
    await range(1).waitFor();
    let from = 1;
    const next = async () => {
      from += 100;
      await range(from).waitFor();
      await window.getByText(`ada@acme.example ${from - 1}`, { exact: true }).waitFor();
    };
    expect(await answerTo(window, clicked('Next'), next)).toBeLessThan(quickMs);
    expect(await crm.base('People').select().all()).toEqual([]);
  });
});
