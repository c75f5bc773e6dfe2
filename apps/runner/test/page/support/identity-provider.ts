import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientSecret: string;
}

/** A company's own provider of sign-ins, with pages on which people type their name; a password is none of the test's. */
export async function startIdentityProvider({
  redirectUri,
  rolesOf,
}: {
  readonly redirectUri: string;
  /** By login name. */
  readonly rolesOf: Readonly<Record<string, readonly string[]>>;
}): Promise<IdentityProvider> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}`;
  const clientSecret = randomBytes(16).toString('hex');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  // It warns whoever would run it for others.
  const silenced = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')].map((one) => one.mockReturnValue());
  onTestFinished(() => {
    for (const one of silenced) one.mockRestore();
  });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'linkwright',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'roles'], email: ['email'] },
    findAccount: async (_context, accountId) => ({
      accountId,
      claims: async () => ({
        sub: accountId,
        name: accountId,
        email: `${accountId}@acme.example`,
        roles: rolesOf[accountId] ?? [],
      }),
    }),
  });
  server.on('request', provider.callback());
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return { issuer, clientSecret };
}
