import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServiceEvents } from '../../src/service/service-events.ts';
import { contactsAlone } from '../commands/support/braked-contacts.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { patience, startPage } from './support/start-page.ts';

describe.skipIf(chromiumPath === null)('a page that nobody uses', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('asks nothing for ten minutes, and follows what happens', async () => {
    const crm = await startCrm();
    await crm.configure(contactsAlone());
    await addContact(crm, { email: 'ada@acme.example' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    // A service that begins looks at everything once, whenever it comes to that: of this the page hears nothing.
    let isTold = false;
    const withEvents = (events: ServiceEvents): ServiceEvents => ({
      ...events,
      listen: (listener) => events.listen((event) => isTold && listener(event)),
    });
    const { open } = await startPage(crm.directory, browser, { withEvents });
    const window = await open('operator');
    const [asked, answered]: [string[], string[]] = [[], []];
    window.on('request', (request) => asked.push(request.url()));
    window.on('requestfinished', (request) => answered.push(request.url()));
    const shown = Promise.withResolvers<void>();
    await window.route('**/api/v1/events', async (route) => {
      await shown.promise;
      await route.continue();
    });
    await window.clock.install();
    await window.reload();
    await window.getByRole('heading', { name: 'contacts' }).waitFor();
    // The map is asked for once somebody wants it.
    expect(asked.some((url) => /map-page/.test(url))).toBe(false);
    const linked = window.getByRole('region', { name: 'contacts' }).getByRole('definition').first();
    await vi.waitFor(async () => expect(await linked.textContent()).toBe('1'), { timeout: patience, interval: 100 });
    // Once it hears of events it asks everything once more, and with the answers to that it ceases to ask by the clock.
    const followed = window.waitForResponse('**/api/v1/events');
    shown.resolve();
    await followed;
    const heard = answered.length;
    await vi.waitFor(
      async () => {
        await window.clock.runFor(500);
        for (const polled of [/\/status\?/, /\/workspaces$/])
          expect(answered.slice(heard)).toContainEqual(expect.stringMatching(polled));
      },
      { timeout: patience, interval: 100 },
    );
    await window.clock.runFor(2_000);
    const before = asked.length;
    await window.clock.runFor(600_000);
    expect(asked.slice(before)).toEqual([]);

    await addContact(crm, { email: 'bob@acme.example' });
    isTold = true;
    await window.getByRole('button', { name: 'Run now' }).click();
    await vi.waitFor(
      async () => {
        await window.clock.runFor(1_000);
        expect(await linked.textContent()).toBe('2');
      },
      { timeout: patience, interval: 200 },
    );
  });

  it('comes with at most 250 KiB, zipped', async () => {
    const index = fileURLToPath(import.meta.resolve('@linkwright/console/page/index.html'));
    const folder = join(dirname(index), 'assets');
    const others = new Set((await readdir(folder)).filter((name) => !name.startsWith('map-page')));
    // An earlier build may have left files there that nothing names any more.
    const named: Buffer[] = [];
    for (const files = [await readFile(index)]; files.length > 0; ) {
      const text = files.pop()?.toString() ?? '';
      for (const name of [...others].filter((other) => text.includes(other))) {
        others.delete(name);
        const file = await readFile(join(folder, name));
        named.push(file);
        files.push(file);
      }
    }
    const bytes = named.reduce((sum, file) => sum + gzipSync(file).length, 0);
    expect(named.length).toBeGreaterThan(1);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(250 * 1024);
  });
});
