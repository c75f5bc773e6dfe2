import type { IncomingHttpHeaders } from 'node:http';
import type { FoundToken, OAuthServer } from '../oauth/oauth-server.ts';
import { invalidInput, KintoneFailure } from './kintone-errors.ts';
import type { Entity } from './records/record-state.ts';

/** Who calls. */
export interface KintoneCaller {
  readonly kind: 'token' | 'login';
  /** What records and apps show as their creator: calls with an API token run as the administrator. */
  readonly user: Entity;
  readonly mayWrite: boolean;
  /** Ids of the apps that its tokens belong to. `null`: every app. */
  readonly apps: ReadonlySet<string> | null;
}

export const administrator: Entity = { code: 'Administrator', name: 'Administrator' };

const maximumTokens = 9;

/** Login name and password win where both are sent. */
export function readCaller(headers: IncomingHttpHeaders, oauth: Pick<OAuthServer, 'find'>): KintoneCaller {
  const login = headerOf(headers, 'x-cybozu-authorization');
  if (login !== '') return readLogin(login);
  const tokens = headerOf(headers, 'x-cybozu-api-token');
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined && tokens === '') return readGrant(oauth.find(bearer));
  if (tokens !== '') return readTokens(tokens.split(',').map((token) => token.trim()));
  throw new KintoneFailure(401, 'CB_AU01', 'Please login.');
}

/** Somebody who has let a client in, with what was asked of them. */
function readGrant(granted: FoundToken | null): KintoneCaller {
  if (granted?.state !== 'valid')
    throw new KintoneFailure(401, 'CB_OA01', 'The access token is invalid or has expired.');
  const { clientId, scopes } = granted;
  const user = { code: clientId, name: clientId };
  return { kind: 'login', user, mayWrite: scopes.includes('k:app_record:write'), apps: null };
}

function readLogin(encoded: string): KintoneCaller {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const [name = '', password] = splitOnce(decoded);
  if (name === '' || password === undefined || isRefused(name) || isRefused(password)) {
    throw new KintoneFailure(
      401,
      'CB_WA01',
      'Password authentication failed. Please check your login name and password.',
    );
  }
  const mayWrite = !name.startsWith('noscope') && !password.startsWith('noscope');
  return { kind: 'login', user: { code: name, name }, mayWrite, apps: null };
}

function readTokens(tokens: readonly string[]): KintoneCaller {
  if (tokens.length > maximumTokens) {
    throw invalidInput({ 'X-Cybozu-API-Token': [`Up to ${maximumTokens} API tokens can be specified.`] });
  }
  if (tokens.some((token) => token === '' || isRefused(token))) {
    const message = 'The specified API token does not match the API token generated via an app.';
    throw new KintoneFailure(400, 'GAIA_IA02', message);
  }
  if (new Set(tokens).size < tokens.length) {
    throw new KintoneFailure(400, 'GAIA_DA03', 'You cannot specify a duplicate API token for the same app.');
  }
  // Few tokens tell which app they are of: one that may write is enough.
  const mayWrite = tokens.some((token) => !token.startsWith('noscope'));
  const apps = tokens.map(appOf);
  return { kind: 'token', user: administrator, mayWrite, apps: apps.includes(null) ? null : new Set(apps.map(String)) };
}

/** `of-12-…` belongs to app 12, as each of Kintone's does to one. `null`: one that is let into every app. */
const appOf = (token: string): string | null => /^of-(\d+)-/.exec(token)?.[1] ?? null;

/** Neither tokens nor passwords have an expiry error of their own. */
function isRefused(credential: string): boolean {
  return credential.startsWith('invalid') || credential.startsWith('expired');
}

/** A header sent several times counts as one, joined by commas. */
function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function splitOnce(login: string): readonly [string, string | undefined] {
  const place = login.indexOf(':');
  return place < 0 ? [login, undefined] : [login.slice(0, place), login.slice(place + 1)];
}
