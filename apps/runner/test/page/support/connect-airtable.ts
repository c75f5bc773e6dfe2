import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { expectAccessible, patience } from './start-page.ts';

const soon = { timeout: patience, interval: 100 };

/** Lets the account be opened with a browser, as somebody does on the page of connections. */
export async function connectAirtable(window: Page): Promise<void> {
  await window.getByRole('link', { name: 'Connections' }).click();
  const airtable = window.getByRole('region', { name: 'airtable' });
  await airtable.getByText('Not connected').waitFor();
  await expectAccessible(window, 'connections');
  const [popup] = await Promise.all([
    window.waitForEvent('popup'),
    airtable.getByRole('button', { name: 'Connect', exact: true }).click(),
  ]);
  popup.setDefaultTimeout(patience);
  await popup.getByText('Connected. You can close this window.').waitFor();
  await vi.waitFor(
    async () => expect(await window.getByRole('main').textContent()).not.toContain('Not connected'),
    soon,
  );
  await airtable.getByText('Let in').waitFor();
}
