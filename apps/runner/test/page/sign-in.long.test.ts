import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSignInProvider } from '../../src/service/sign-in/sign-in-provider.ts';
import { readSignInSettings } from '../../src/service/sign-in/sign-in-settings.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { startIdentityProvider } from './support/identity-provider.ts';
import { expectAccessible, patience, startPage } from './support/start-page.ts';

/** One that the system gives nobody by itself: another test, or a call of one, would take it before the service does. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(15_000, 30_000), '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    const address = server.address();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    if (address === null || typeof address === 'string') throw new Error('there is no port');
    return address.port;
  }
}

/** The provider is on the same host, and cookies know no ports. */
const ourCookies = async (window: Page) =>
  (await window.context().cookies()).filter(({ name }) => name.startsWith('linkwright'));

describe.skipIf(chromiumPath === null)('signing in with a company’s account', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function start() {
    const crm = await startCrm();
    const port = await freePort();
    const publicUrl = `http://localhost:${port}`;
    const rolesOf = { ada: ['linkwright-operator'], eve: ['sales'], vic: ['linkwright-viewer'] };
    const { issuer, clientSecret } = await startIdentityProvider({
      redirectUri: `${publicUrl}/oidc/callback`,
      rolesOf,
    });
    const settings = await readSignInSettings(
      {
        LINKWRIGHT_PUBLIC_URL: publicUrl,
        LINKWRIGHT_OIDC_ISSUER: issuer,
        LINKWRIGHT_OIDC_CLIENT_ID: 'linkwright',
        LINKWRIGHT_OIDC_CLIENT_SECRET: clientSecret,
      },
      crm.directory,
    );
    if (settings === null) throw new Error('there are no settings');
    await startPage(crm.directory, browser, { port, signIn: await openSignInProvider(settings, Date.now) });
    /** A browser of its own, at the page that asks whoever comes to sign in. */
    const atTheDoor = async (): Promise<Page> => {
      const context = await browser.newContext({ locale: 'en' });
      onTestFinished(() => context.close());
      const window = await context.newPage();
      window.setDefaultTimeout(patience);
      await window.goto(publicUrl);
      await window.getByRole('link', { name: 'Sign in with your company’s account' }).waitFor();
      return window;
    };
    /** At the provider: types a name, and agrees. */
    const signInAs = async (window: Page, login: string): Promise<void> => {
      await window.getByRole('link', { name: 'Sign in with your company’s account' }).click();
      await window.waitForURL(`${issuer}/**`);
      await window.locator('input[name=login]').fill(login);
      await window.locator('input[name=password]').fill('none of ours');
      await window.locator('button[type=submit]').click();
      await window.getByRole('button', { name: 'Continue' }).click();
    };
    return { crm, publicUrl, issuer, atTheDoor, signInAs };
  }

  it('comes back with the role that the provider tells, and stays in until it is ended', async () => {
    const { crm, publicUrl, atTheDoor, signInAs } = await start();
    const window = await atTheDoor();
    await expectAccessible(window, 'sign in');
    await signInAs(window, 'ada');
    await window.waitForURL(`${publicUrl}/**`);
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    expect(new URL(window.url()).search).toBe('');
    const cookies = await ourCookies(window);
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: `linkwright_session_${new URL(window.url()).port}`, httpOnly: true, sameSite: 'Lax' },
    ]);

    // An operator may run a sync; the log names the person.
    const contacts = window.getByRole('region', { name: 'contacts' });
    await contacts.getByRole('button', { name: 'Run now' }).first().waitFor();
    await window.reload();
    await window.getByRole('heading', { name: 'Health' }).waitFor();
    const session = await window.evaluate("fetch('/api/v1/session').then((answer) => answer.json())");
    expect(session).toMatchObject({ role: 'operator', name: 'ada@acme.example' });

    await window.getByRole('button', { name: 'Sign out' }).click();
    await window.getByRole('link', { name: 'Sign in with your company’s account' }).waitFor();
    await window.goto(publicUrl);
    await window.getByRole('link', { name: 'Sign in with your company’s account' }).waitFor();
    expect(await ourCookies(window)).toEqual([]);
    expect((await crm.run('status')).exitCode).not.toBe(2);
  });

  it('shows a viewer no way to change anything', async () => {
    const { publicUrl, atTheDoor, signInAs } = await start();
    const window = await atTheDoor();
    await signInAs(window, 'vic');
    await window.waitForURL(`${publicUrl}/**`);
    await window.getByRole('region', { name: 'contacts' }).waitFor();
    expect(await window.getByRole('button', { name: 'Run now' }).count()).toBe(0);
  });

  it('tells whoever has no role here, and lets nobody in who says no at the provider', async () => {
    const { issuer, publicUrl, atTheDoor, signInAs } = await start();
    const window = await atTheDoor();
    await signInAs(window, 'eve');
    await window.getByText('eve@acme.example has no role here.').waitFor();
    await window.goto(publicUrl);
    await window.getByRole('link', { name: 'Sign in with your company’s account' }).waitFor();

    const other = await atTheDoor();
    await other.getByRole('link', { name: 'Sign in with your company’s account' }).click();
    await other.waitForURL(`${issuer}/**`);
    await other.getByRole('link', { name: 'Cancel' }).click();
    await other.getByText('You were not signed in').waitFor();
    expect(await ourCookies(other)).toEqual([]);
  });
});
