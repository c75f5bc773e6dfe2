import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Crm } from '../commands/support/start-crm.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { editTitles, emailOf, startLivelyWorkspace } from './support/lively-workspace.ts';
import { palettePng } from './support/palette-png.ts';
import { expectAccessible, screensFolder as folder, startPage } from './support/start-page.ts';

const [width, height] = [1120, 760];

async function goTo(window: Page, name: string): Promise<void> {
  await window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  await settled(window);
}

async function settled(window: Page): Promise<void> {
  await window.getByRole('heading', { level: 1 }).waitFor();
  await window.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
}

const openTab = async (window: Page, name: string): Promise<void> => {
  await goTo(window, 'Review');
  await window.getByRole('navigation', { name: 'Review' }).getByRole('link', { name }).click();
  await settled(window);
};

/** What is shown, and how one comes there. */
const screens: Readonly<Record<string, (window: Page, crm: Crm) => Promise<unknown>>> = {
  health: (window) => goTo(window, 'Health'),
  record: async (window) => {
    await goTo(window, 'Records');
    await window.getByLabel('Match key or id').fill(emailOf('Ada', 0));
    await window.getByLabel('Match key or id').press('Enter');
    await window
      .getByRole('main')
      .getByRole('link', { name: emailOf('Ada', 0) })
      .first()
      .click();
    await window.getByText('Both agreed on').waitFor();
  },
  failing: async (window) => {
    await openTab(window, 'Failing');
    await window.getByRole('link', { name: 'kim@engines' }).waitFor();
  },
  ambiguous: async (window) => {
    await openTab(window, 'Ambiguous');
    await window
      .getByRole('link', { name: /^rosalind/ })
      .first()
      .waitFor();
  },
  conflicts: async (window) => {
    await openTab(window, 'Conflicts');
    await window.getByRole('button', { name: 'Use this of airtable' }).waitFor();
  },
  decisions: async (window) => {
    await openTab(window, 'Deletions');
    await window.getByRole('link', { name: emailOf('Jean', 2) }).waitFor();
  },
  brakes: async (window) => {
    await openTab(window, 'Brakes');
    await window.getByRole('button', { name: 'Let it through once' }).waitFor();
  },
  sync: async (window, crm) => {
    // A feed of hints that is new makes the service look at everything once; edits before that has ended would be carried by it.
    await goTo(window, 'Log');
    await window.getByRole('row', { name: /done.* the clock/ }).waitFor();
    await editTitles(crm);
    await goTo(window, 'Health');
    await window.getByRole('main').getByRole('link', { name: 'contacts' }).click();
    await window.getByRole('button', { name: 'What would be written' }).click();
    await window.getByText('Head of Hut 8').waitFor();
  },
  map: async (window) => {
    await goTo(window, 'Map');
    await window.getByRole('img').first().waitFor();
  },
  'set-up': async (window) => {
    await goTo(window, 'Set up');
    await window.getByRole('radio', { name: /^contacts ↔ People/ }).check();
    await window.getByRole('button', { name: 'Next' }).click();
    await window.getByRole('button', { name: 'Count what they hold' }).click();
    await window.getByText('Some that would be paired').waitFor();
  },
  connections: (window) => goTo(window, 'Connections'),
  log: (window) => goTo(window, 'Log'),
  run: async (window) => {
    await window
      .getByRole('row', { name: /the command/ })
      .first()
      .getByRole('link')
      .click();
    await window.getByText('Commodore').waitFor();
  },
};

describe.skipIf(chromiumPath === null)('every page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('is shown with everything that can wait for a person, light and dark, without a mistake', async () => {
    const crm = await startLivelyWorkspace();
    const { open } = await startPage(crm.directory, browser);
    const window = await open('admin', { width });
    const faults: string[] = [];
    window.on('pageerror', (error) => faults.push(error.message));
    window.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await window.setViewportSize({ width, height });
    const place = folder ?? (await temporaryFolder());
    await mkdir(place, { recursive: true });
    expect(await crm.run('map', '--svg', join(place, 'map.svg'))).toMatchObject({ exitCode: 0 });
    for (const [name, come] of Object.entries(screens)) {
      await come(window, crm);
      for (const colorScheme of ['light', 'dark'] as const) {
        await window.emulateMedia({ colorScheme });
        await window.locator(`html[data-theme=${colorScheme}]`).waitFor();
        const png = await window.screenshot({ animations: 'disabled', caret: 'hide' });
        if (folder !== undefined) await writeFile(join(folder, `${name}-${colorScheme}.png`), palettePng(png));
      }
      await expectAccessible(window, name);
      const wide = await window.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
      expect(wide, `${name} is as wide as the window`).toBe(0);
    }
    expect(faults).toEqual([]);
  });
});
