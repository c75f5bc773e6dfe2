import { queryOptions } from '@tanstack/react-query';
import { ApiProblem } from './api-problem.ts';
import { api, ask, proveWith, type Schemas } from './client.ts';
import { type OneTimeToken, oneTimeToken } from './one-time-token.ts';

export type Session = Pick<Schemas['session'], 'name' | 'role'>;

let unused = oneTimeToken;

/** Who is signed in, by the address that was opened, once, or by the cookie of the browser. `null`: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session | null> {
    try {
      const session = unused && (await signInOnce(unused));
      unused = null;
      return session ?? known(await ask(api.GET('/session')));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Where a browser goes to sign in with an account of somebody's own company. `null`: people sign in with tokens alone. */
export const providerQuery = queryOptions({
  queryKey: ['session', 'provider'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<string | null> => (await ask(api.GET('/setup'))).signIn,
});

/** Throws an `ApiProblem` of status 401 where the token is not valid. */
export const signIn = async (token: string): Promise<Session> =>
  known(await ask(api.POST('/session', { body: { token } })));

/** `null`: the token was used before. */
async function signInOnce(body: OneTimeToken): Promise<Session | null> {
  try {
    const { token } = await ask(api.POST('/setup', { body: { ...body } }));
    return await signIn(token);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 403) return null;
    throw error;
  }
}

/** Was the page opened with an address that had been used before? */
export const wasUsedBefore = (): boolean => oneTimeToken !== null;

export async function signOut(): Promise<void> {
  await ask(api.DELETE('/session'));
  proveWith(null);
}

export const mayWrite = ({ role }: Session): boolean => role !== 'viewer';
export const mayAdminister = ({ role }: Session): boolean => role === 'admin';

function known({ name, role, csrf }: Schemas['session']): Session {
  proveWith(csrf);
  return { name, role };
}
