import type { ConnectContext } from '@linkwright/core';
import { expect, it, onTestFinished } from 'vitest';
import hubspot from '../src/index.ts';
import { openPortal, signal } from './sandbox-portal.ts';
import { createTestContext } from './test-context.ts';

it('a grant is redeemed, used, renewed and given back by calls that HubSpot describes', async () => {
  // What contradicts the descriptions is told as the portal closes.
  const { baseUrl, witnessedUrl, close } = await openPortal();
  onTestFinished(close);
  const settings = hubspot.settings.parse({ clientId: 'an-app', clientSecret: 'its-secret', baseUrl: witnessedUrl });
  let kept: string | null = null;
  const context: ConnectContext = {
    ...createTestContext(),
    credentials: {
      read: async () => kept,
      update: async (change) => {
        const text = await change(kept);
        kept = text;
        return text;
      },
    },
  };
  const { oauth } = hubspot;
  if (oauth === undefined) throw new Error('The connector has no OAuth.');
  const redirectUri = 'http://localhost:4460/oauth/callback/hubspot';
  const codeVerifier = 'v'.repeat(43);
  const asked = oauth.authorizationUrl(settings, { redirectUri, state: 's'.repeat(16), codeVerifier });
  // A person's browser, past the witness of what programs send.
  const back = await fetch(asked.replace(witnessedUrl, baseUrl), { redirect: 'manual' });
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  await oauth.redeem(settings, { code, redirectUri, codeVerifier }, context, { signal });
  const first = kept;
  expect(oauth.describe(first)?.scopes).toContain('crm.objects.contacts.read');

  const connection = hubspot.connect(settings, context);
  onTestFinished(() => connection.close());
  const [contacts] = await connection.describeObjects({ objects: ['contacts'] }, { signal });
  expect(contacts?.fields.map(({ id }) => id)).toContain('email');

  await oauth.renew(settings, context, { signal });
  expect(kept).not.toBe(first);
  expect(await oauth.revoke(settings, context, { signal })).toBe(true);
  await expect(oauth.renew(settings, context, { signal })).rejects.toMatchObject({ code: 'grant-revoked' });
});
