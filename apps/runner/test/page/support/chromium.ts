import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is: named, or Debian's. `null`: it is not on this machine, and the tests of the page say so and are left out. */
export const chromiumPath: string | null =
  [process.env.LINKWRIGHT_CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path)) ?? null;

if (chromiumPath === null) {
  console.warn(
    'No Chromium: the tests of the page are left out. Install Debian’s, or name one with LINKWRIGHT_CHROMIUM.',
  );
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    // The end of hangs ends one that does not come; a starved machine may need long for it.
    timeout: 0,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
