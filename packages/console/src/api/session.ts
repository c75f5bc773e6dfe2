import { queryOptions } from '@tanstack/react-query';
import { ApiProblem } from './api-problem.ts';
import { api, ask, proveWith, type Schemas } from './client.ts';

export type Session = Pick<Schemas['session'], 'name' | 'role'>;

/** Who is signed in, by the cookie of the browser. `null`: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session | null> {
    try {
      return known(await ask(api.GET('/session')));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Throws an `ApiProblem` of status 401 where the token is not valid. */
export const signIn = async (token: string): Promise<Session> =>
  known(await ask(api.POST('/session', { body: { token } })));

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
