import { ConfigurationError } from '@linkwright/core';
import type { ClientAuth, Configuration } from 'openid-client';
import { z } from 'zod';
import { type Role, roles } from '../access/roles.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** What a browser keeps while its person is at the provider: whoever comes back without it did not begin here. */
export const attemptSchema = z.strictObject({ state: z.string(), nonce: z.string(), codeVerifier: z.string() });
export type SignInAttempt = z.output<typeof attemptSchema>;

/** Somebody who has signed in. */
export interface SignedInPerson {
  readonly subject: string;
  /** How they are named in the log of what they did: their e-mail address where the provider tells it. */
  readonly name: string;
  /** `null`: the provider says nothing that makes a role here. */
  readonly role: Role | null;
}

export interface SignInProvider {
  readonly issuer: string;
  readonly publicBase: string;
  /** Where a browser is sent. */
  begin(): Promise<{ readonly url: string; readonly attempt: SignInAttempt }>;
  /** Who came back. `query`: of the address that they came back to. Throws where the answer is none of the provider's to this attempt. */
  finish(query: URLSearchParams, attempt: SignInAttempt): Promise<SignedInPerson>;
}

/** Seconds that the provider has to answer. */
const patienceSeconds = 10;
/** What the provider says of itself is asked again after so many milliseconds. */
const knownMs = 3_600_000;

/** Loads `openid-client`, which is installed by whoever wants this. Throws a `ConfigurationError` (`sign-in-package-missing`). */
export async function openSignInProvider(settings: SignInSettings, now: () => number): Promise<SignInProvider> {
  const client = await import('openid-client').catch((cause: unknown) => {
    throw new ConfigurationError('Signing in with OpenID Connect needs the package openid-client.', {
      code: 'sign-in-package-missing',
      remedy: 'npm install openid-client, beside linkwright.',
      cause,
    });
  });
  const { issuer, clientId, clientSecret, publicBase, scope, roleClaim } = settings;
  const redirectUri = `${publicBase}/oidc/callback`;
  let known: { readonly at: number; readonly configuration: Promise<Configuration> } | null = null;

  function configuration(): Promise<Configuration> {
    if (known !== null && now() - known.at < knownMs) return known.configuration;
    const asked = client.discovery(new URL(issuer), clientId, {}, authenticating(client, clientSecret), {
      timeout: patienceSeconds,
      execute: [
        // The signature of the ID token is checked although it comes over TLS.
        client.enableNonRepudiationChecks,
        ...(new URL(issuer).protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    });
    known = { at: now(), configuration: asked };
    asked.catch(() => {
      known = null;
    });
    return asked;
  }

  return {
    issuer,
    publicBase,
    async begin() {
      const attempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, attempt };
    },
    async finish(query, { state, nonce, codeVerifier }) {
      const here = await configuration();
      const tokens = await client.authorizationCodeGrant(here, new URL(`${redirectUri}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('no ID token came');
      const isTold = claimAt(claims, roleClaim) !== undefined;
      const about: Readonly<Record<string, unknown>> =
        isTold || here.serverMetadata().userinfo_endpoint === undefined
          ? claims
          : { ...claims, ...(await client.fetchUserInfo(here, tokens.access_token, claims.sub)) };
      const named = [about.email, about.preferred_username, about.name].find(
        (one) => typeof one === 'string' && one !== '',
      );
      return {
        subject: claims.sub,
        name: String(named ?? claims.sub).slice(0, 200),
        role: roleOf(claimAt(about, roleClaim), settings.roles),
      };
    },
  };
}

/** As the provider takes it: in the header, unless it says that it takes it in the body alone. */
function authenticating(client: typeof import('openid-client'), secret: string | null): ClientAuth {
  if (secret === null) return client.None();
  const [inHeader, inBody] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, ...request) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (taken.includes('client_secret_basic') ? inHeader : inBody)(server, ...request);
  };
}

/** A claim by its name, which may hold dots itself, or by its path. */
function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The highest that somebody has. */
function roleOf(claim: unknown, wanted: SignInSettings['roles']): Role | null {
  const values = [claim].flat().filter((one) => typeof one === 'string');
  const has = (role: Role): boolean => wanted[role].some((name) => name === '*' || values.includes(name));
  return roles.toReversed().find(has) ?? null;
}
