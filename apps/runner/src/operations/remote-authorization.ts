import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import { publicBaseOf } from '../configuration/public-base.ts';
import { openConnection } from '../session/open-connection.ts';
import { vaultOf } from '../session/vault-of.ts';
import type { Work } from '../session/work.ts';
import { type AuthorizationAnswer, beginAuthorization, finishAuthorization } from './connect.ts';
import type { AuthorizationDocument, ConnectDocument } from './documents/connect-document.ts';

/** A person has so long to say yes, in milliseconds. */
const lifeMs = 600_000;

const keptSchema = z.strictObject({ redirectUri: z.string(), codeVerifier: z.string() });

/**
 * Where a browser is sent that comes back to a service. Its address is configured and never taken from a request. What it comes back with is
 * known by its hash, once, for ten minutes. Throws a `ConfigurationError` (`public-url-needed`).
 */
export async function beginRemoteAuthorization(work: Work, name: string): Promise<AuthorizationDocument> {
  const connection = await openConnection(work, name);
  const { url, state, redirectUri, codeVerifier } = await beginAuthorization(connection, publicBase(work));
  await vaultOf(work.loaded).keepAuthorization(name, state, JSON.stringify({ redirectUri, codeVerifier }), lifeMs);
  return { connection: name, url };
}

/** `null`: nobody was sent from here with this state, or it is too late, or it has been used. */
export async function finishRemoteAuthorization(
  work: Work,
  connector: string,
  answer: AuthorizationAnswer,
): Promise<ConnectDocument | null> {
  const kept = await vaultOf(work.loaded).takeAuthorization(answer.state);
  if (kept === null) return null;
  const connection = await openConnection(work, kept.connection);
  if (connection.connector.name !== connector) return null;
  const { redirectUri, codeVerifier } = keptSchema.parse(JSON.parse(kept.text));
  return finishAuthorization(connection, { redirectUri, codeVerifier, state: answer.state }, answer);
}

function publicBase({ loaded: { publicUrl } }: Work): string {
  const base = publicBaseOf(publicUrl);
  if (base !== null) return base;
  throw new ConfigurationError('It is not set under which address browsers come back to this service.', {
    code: 'public-url-needed',
    remedy:
      'Set LINKWRIGHT_PUBLIC_URL, such as https://sync.example.com, and register …/oauth/callback/CONNECTOR with the app.',
  });
}
