import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** What a provider of sign-ins does otherwise than it should. */
export interface ProviderFaults {
  /** Claims that stand in the ID token instead. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** It is signed with a key that is not the provider's. */
  readonly foreignKey?: boolean;
}

export interface Provider {
  readonly issuer: string;
  readonly clientSecret: string;
  /** What the person is told to be, besides `sub`; in the ID token. */
  claims: Readonly<Record<string, unknown>>;
  /** What the provider tells when it is asked with the access token. */
  userInfo: Readonly<Record<string, unknown>>;
  faults: ProviderFaults;
  /** Addresses that were asked, in order. */
  readonly asked: string[];
  /** The person says yes: where their browser is sent with the answer. */
  consent(url: string): URL;
}

const algorithm = 'RS256';

/** A provider of OpenID Connect on this machine. Its person is `ada`, who always says yes. */
export async function startProvider(): Promise<Provider> {
  const [own, foreign] = [await generateKeyPair(algorithm), await generateKeyPair(algorithm)];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: algorithm, use: 'sig' };
  const codes = new Map<string, URLSearchParams>();
  const asked: string[] = [];
  const clientSecret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', issuer);
      asked.push(pathname);
      const answer = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (pathname === '/.well-known/openid-configuration') {
        return answer(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: [algorithm],
          code_challenge_methods_supported: ['S256'],
        });
      }
      if (pathname === '/keys') return answer(200, { keys: [jwk] });
      if (pathname === '/userinfo') {
        const isRight = request.headers.authorization === 'Bearer access-of-ada';
        return isRight ? answer(200, { sub: 'ada', ...provider.userInfo }) : answer(401, {});
      }
      let text = '';
      for await (const part of request.setEncoding('utf8')) text += part;
      const body = new URLSearchParams(text);
      const code = body.get('code') ?? '';
      const begun = codes.get(code);
      codes.delete(code);
      const secret = Buffer.from(`linkwright:${clientSecret}`).toString('base64');
      const verifier = createHash('sha256')
        .update(body.get('code_verifier') ?? '')
        .digest('base64url');
      const isRight =
        pathname === '/token' &&
        request.headers.authorization === `Basic ${secret}` &&
        begun?.get('redirect_uri') === body.get('redirect_uri') &&
        begun?.get('code_challenge') === verifier;
      if (!isRight) return answer(400, { error: 'invalid_grant' });
      const claims = { sub: 'ada', nonce: begun?.get('nonce'), ...provider.claims, ...provider.faults.claims };
      const idToken = await new SignJWT({ iss: issuer, aud: 'linkwright', exp: now() + 300, iat: now(), ...claims })
        .setProtectedHeader({ alg: algorithm, kid: 'one' })
        .sign(provider.faults.foreignKey === true ? foreign.privateKey : own.privateKey);
      answer(200, { access_token: 'access-of-ada', token_type: 'Bearer', expires_in: 300, id_token: idToken });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => void server.close());
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider: Provider = {
    issuer,
    clientSecret,
    claims: {},
    userInfo: {},
    faults: {},
    asked,
    consent(url) {
      const { searchParams } = new URL(url);
      const code = randomBytes(16).toString('hex');
      codes.set(code, searchParams);
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', searchParams.get('state') ?? '');
      return back;
    },
  };
  return provider;
}

/** Seconds since 1970, as tokens have it. */
const now = (): number => Math.floor(Date.now() / 1000);
