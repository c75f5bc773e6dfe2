import { AuthenticationError, ContractError, type GrantDescription } from '@linkwright/core';
import { z } from 'zod';

/** What is kept of a grant. Times are milliseconds since 1970. */
const grantSchema = z.strictObject({
  version: z.literal(1),
  /** It belongs to this client of the app and can be renewed by no other. */
  clientId: z.string(),
  accessToken: z.string(),
  /** `null`: it cannot be renewed. */
  refreshToken: z.string().nullable(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  /** `null`: it does not end by itself. */
  endsAt: z.number().nullable(),
  scopes: z.array(z.string()),
});

export type Grant = z.output<typeof grantSchema>;

/** `null`: there is none. */
export function parseGrant(text: string | null): Grant | null {
  if (text === null) return null;
  const parsed = grantSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new ContractError('What is kept of the grant is not what this connector keeps.', {
    code: 'grant-unreadable',
    remedy: 'Connect it anew: linkwright connect NAME.',
  });
}

export const grantText = (grant: Grant): string => JSON.stringify(grant);

/** Renewed at four fifths of its life, and a little later at random, so that connections that were made together part. */
export function renewAt({ issuedAt, expiresAt }: Grant, random: number): number {
  const life = expiresAt - issuedAt;
  return issuedAt + life * (0.8 + 0.05 * random);
}

export const describeGrant = ({ issuedAt, endsAt, scopes }: Grant): GrantDescription => ({
  renewedAt: issuedAt,
  endsAt,
  scopes,
});

/** Whose grant it is, for people. */
export interface GrantOwner {
  readonly appName: string;
  /** As the person calls the connection. Absent: nobody tells. */
  readonly connection?: string | undefined;
}

export const notConnected = ({ appName, connection = 'NAME' }: GrantOwner): AuthenticationError =>
  new AuthenticationError(`Nobody has let Linkwright into ${appName} yet.`, {
    code: 'not-connected',
    remedy: `Connect it: linkwright connect ${connection}. A browser is led to the app, and back.`,
  });

export const grantRevoked = ({ appName, connection = 'NAME' }: GrantOwner): AuthenticationError =>
  new AuthenticationError(`${appName} does not know the grant any more: it was revoked, or has expired.`, {
    code: 'grant-revoked',
    remedy: `If that was not meant, connect it again: linkwright connect ${connection}.`,
  });

export const grantLost = ({ appName, connection = 'NAME' }: GrantOwner): AuthenticationError =>
  new AuthenticationError(
    `The grant for ${appName} was renewed, and the answer did not arrive. A second try would look like misuse, so none is made.`,
    { code: 'grant-lost', remedy: `Connect it again: linkwright connect ${connection}.` },
  );

export const otherClient = ({ appName, connection = 'NAME' }: GrantOwner): AuthenticationError =>
  new AuthenticationError(`The grant for ${appName} belongs to another client id than the one in the settings.`, {
    code: 'grant-of-other-client',
    remedy: `Put the client id back, or connect it again: linkwright connect ${connection}.`,
  });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
