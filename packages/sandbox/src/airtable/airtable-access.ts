import type { OAuthServer } from '../oauth/oauth-server.ts';
import { failure } from './airtable-errors.ts';
import type { AirtableState, UserState } from './airtable-state.ts';

/** Who calls. Every token is a user of its own and sees every base. */
export interface AirtableCaller {
  readonly token: string;
  readonly user: UserState;
  readonly mayWrite: boolean;
  /** Id of a table in which the user may only read. `null`: there is none. */
  readonly closedTable: string | null;
  /** Told of OAuth tokens only. */
  readonly scopes?: readonly string[];
}

/** Reads the token. Airtable answers an expired token like one that never was. */
export function createTokenReader(
  state: AirtableState,
  oauth: OAuthServer,
): (authorization: string | undefined) => AirtableCaller {
  const users = new Map<string, UserState>();
  const userOf = (key: string): UserState => {
    const user = users.get(key) ?? newUser(state, users.size + 1);
    users.set(key, user);
    return user;
  };
  return (authorization) => {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw failure(401, 'AUTHENTICATION_REQUIRED', 'Authentication required');
    const granted = oauth.find(token);
    const isMade = /^oaa[A-Za-z0-9]{14}\.v1\./.test(token);
    if (token.startsWith('invalid') || token.startsWith('expired') || (isMade && granted?.state !== 'valid')) {
      throw failure(401, 'UNAUTHORIZED', 'Invalid authentication token');
    }
    if (granted !== null) {
      const { clientId, scopes } = granted;
      const mayWrite = scopes.includes('data.records:write');
      return { token: clientId, user: userOf(clientId), mayWrite, closedTable: null, scopes };
    }
    const user = userOf(token);
    const mayWrite = !token.startsWith('noscope');
    const scopes = [
      ...(mayWrite ? ['data.records:write'] : []),
      'data.records:read',
      'schema.bases:read',
      'user.email:read',
      'webhook:manage',
    ];
    const closedTable = /^lacks-(tbl[A-Za-z0-9]{14})-/.exec(token)?.[1] ?? null;
    return { token, user, mayWrite, closedTable, ...(/(^|-)oaa/.test(token) && { scopes }) };
  };
}

function newUser(state: AirtableState, number: number): UserState {
  const user: UserState = {
    id: state.newId('usr'),
    email: `user${number}@airtable.example`,
    name: `User ${number}`,
  };
  state.users.set(user.id, user);
  return user;
}
