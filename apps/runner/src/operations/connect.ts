import { randomBytes } from 'node:crypto';
import { ConfigurationError, isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { looksSecret } from '../configuration/secrets.ts';
import { changeSchedule, readSchedule } from '../schedule/schedule-book.ts';
import { type LoneConnection, openConnection, unknownConnection } from '../session/open-connection.ts';
import { tellChanged } from '../session/open-state.ts';
import { openStateStore } from '../session/state-store.ts';
import { vaultOf } from '../session/vault-of.ts';
import { ended, type Work } from '../session/work.ts';
import type { ConnectDocument, DisconnectDocument } from './documents/connect-document.ts';

/** A browser that is sent to an app, until it comes back. */
export interface Authorization {
  /** Where it is sent. */
  readonly url: string;
  readonly redirectUri: string;
  /** 32 random bytes; whoever comes back without them was not sent from here. */
  readonly state: string;
  readonly codeVerifier: string;
}

/** What a browser comes back with. */
export type AuthorizationAnswer =
  | { readonly code: string; readonly state: string }
  | { readonly error: string; readonly state: string };

/** Where browsers come back to, below the address of whoever waits for them. */
export const callbackPath = (connector: string): string => `/oauth/callback/${connector}`;

/** Does a person let Linkwright in with a browser, or do the settings hold what opens the account? */
export const waitsForGrant = ({ connector, settings }: LoneConnection): boolean =>
  connector.oauth?.isUsedBy(settings) ?? false;

/** `base`: the address below which browsers come back: `http://localhost:4460`. Throws where there is nothing to wait for, or no key to keep it with. */
export async function beginAuthorization(connection: LoneConnection, base: string): Promise<Authorization> {
  const { connector, settings, work } = connection;
  const { oauth } = connector;
  if (oauth === undefined || !oauth.isUsedBy(settings)) {
    throw new ConfigurationError(
      `The settings of "${connection.name}" hold what opens the account; nobody has to be asked.`,
      {
        code: 'oauth-not-set-up',
        remedy: 'Give the client id of an OAuth client in place of the key, if a grant is meant.',
      },
    );
  }
  // Better now than after somebody has said yes.
  await vaultOf(work.loaded).open();
  const redirectUri = `${base}${callbackPath(connector.name)}`;
  const state = randomBytes(32).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  work.hide([state, codeVerifier]);
  return {
    url: oauth.authorizationUrl(settings, { redirectUri, state, codeVerifier }),
    redirectUri,
    state,
    codeVerifier,
  };
}

/** Redeems what the browser came back with, keeps the grant, and tells the account that it opens. */
export async function finishAuthorization(
  connection: LoneConnection,
  { redirectUri, codeVerifier, state }: Omit<Authorization, 'url'>,
  answer: AuthorizationAnswer,
): Promise<ConnectDocument> {
  const { connector, settings, context, work } = connection;
  if (answer.state !== state) {
    throw new ConfigurationError('The browser came back from another attempt.', {
      code: 'authorization-mismatch',
      remedy: 'Begin again, and use the address that was shown last.',
    });
  }
  if ('error' in answer) {
    throw new ConfigurationError(`${connector.displayName} did not let Linkwright in: ${shown(answer.error)}.`, {
      code: 'authorization-refused',
      remedy:
        'Begin again, and agree; if the app refused by itself, compare the client and its scopes with its registration.',
    });
  }
  work.hide([answer.code]);
  work.tell({ kind: 'progress', line: `connecting to ${connector.displayName} …` });
  await connector.oauth?.redeem(settings, { code: answer.code, redirectUri, codeVerifier }, context, work);
  await noteGrant(connection);
  return aboutAccount(connection);
}

/** A service lets a connection rest whose credentials were refused; it has others from here on, and whoever shows it shows that. */
async function noteGrant({ work: { loaded }, name }: LoneConnection): Promise<void> {
  const store = await openStateStore(loaded.state, { reading: true });
  try {
    const { refusals } = await readSchedule(store);
    if (refusals[name] === undefined) await tellChanged(store);
    else
      await changeSchedule(store, ({ refusals: { [name]: _, ...others }, ...book }) => ({ ...book, refusals: others }));
  } finally {
    await store.close();
  }
}

/** Asks the app which account it is. */
export async function aboutAccount(connection: LoneConnection): Promise<ConnectDocument> {
  const { connector, context, calls, name, work } = connection;
  const app = connection.open();
  try {
    const info = await app.check({}, { signal: work.signal });
    calls.opened(name, `${connector.name}:${info.accountId}`);
    ended(work);
    const scopes = connector.oauth?.describe(await context.credentials.read())?.scopes ?? [];
    return {
      connection: name,
      connector: connector.displayName,
      account: info.accountId,
      accountName: info.name,
      scopes,
      missingScopes: scopes.length === 0 ? [] : (connector.oauth?.scopes ?? []).filter((one) => !scopes.includes(one)),
    };
  } finally {
    await app.close();
    await calls.save();
  }
}

/** Settings of a connection that hold a key, as its file gives them. */
export const keysInFile = ({ loaded }: Pick<Work, 'loaded'>, name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(loaded.configuration.connections[name]?.settings ?? {}).filter(([key]) => looksSecret(key)),
  );

/**
 * Keeps the keys that the file gives encrypted in the state, so that they may be taken out of it. Resolves to the names of their settings.
 * Throws a `ConfigurationError` where there is no key to keep them with.
 */
export async function storeKeys(work: Work, name: string): Promise<readonly string[]> {
  const keys = keysInFile(work, name);
  const names = Object.keys(keys);
  if (names.length === 0) return [];
  const vault = vaultOf(work.loaded);
  await vault.open();
  await vault.saveSettings(name, { ...(await vault.settingsOf(name)), ...keys });
  return names;
}

/**
 * Gives the grant back to the app, and forgets what was kept of the connection. Nothing is forgotten where the app does not answer. Of one that
 * the file does not have any more there is nobody to give it back to.
 */
export async function disconnect(work: Work, name: string): Promise<DisconnectDocument> {
  const vault = vaultOf(work.loaded);
  let ended: Pick<DisconnectDocument, 'revoked' | 'notRevoked'>;
  try {
    ended = await giveBack(await openConnection(work, name));
  } catch (error) {
    const kept = (await vault.list()).filter(({ connection }) => connection === name);
    if (!isLinkwrightError(error) || error.code !== unknownConnection || kept.length === 0) throw error;
    const hasGrant = kept.some(({ kind }) => kind === 'grant');
    ended = {
      revoked: false,
      notRevoked: hasGrant ? 'The file does not say any more which app gave the grant.' : null,
    };
  }
  return { connection: name, forgotten: await vault.forget(name), ...ended };
}

async function giveBack(connection: LoneConnection): Promise<Pick<DisconnectDocument, 'revoked' | 'notRevoked'>> {
  const { connector, settings, context, work } = connection;
  const { oauth, displayName } = connector;
  if (oauth === undefined || !oauth.isUsedBy(settings) || (await context.credentials.read()) === null) {
    return { revoked: false, notRevoked: null };
  }
  try {
    const revoked = await oauth.revoke(settings, context, { signal: work.signal });
    return { revoked, notRevoked: revoked ? null : `${displayName} has no call that ends a grant.` };
  } catch (error) {
    // A client that the app does not know any more never gives anything back.
    if (!isErrorOfKind(error, 'configuration') || error.code !== 'oauth-client-refused') throw error;
    return { revoked: false, notRevoked: error.message };
  }
}

/** What stands in an address that somebody else made. */
const shown = (text: string): string => text.replace(/[^\w .-]/g, '').slice(0, 100);
