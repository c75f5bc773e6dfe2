import type { components, paths } from '@linkwright/api-client';
import createClient, { type Middleware } from 'openapi-fetch';
import { ApiProblem } from './api-problem.ts';

export type Schemas = components['schemas'];

/** Of the browser's session: sent with every write, since a cookie alone proves nothing about who asks. */
let csrfToken: string | null = null;

export function proveWith(token: string | null): void {
  csrfToken = token;
}

const proof: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
};

/** The API of the service that served this page. */
export const api = createClient<paths>({
  baseUrl: new URL('api/v1', document.baseURI.split('#')[0]).href,
  credentials: 'same-origin',
});
api.use(proof);

type Asked<Data> = Promise<{ data?: Data; error?: unknown; response: Response }>;

/** The document of an answer. Throws an `ApiProblem` for any answer that is none, and where there is none. */
export async function ask<Data>(asked: Asked<Data>): Promise<Data> {
  let told: Awaited<Asked<Data>>;
  try {
    told = await asked;
  } catch {
    throw new ApiProblem({ status: 0, code: 'service-unreachable', detail: '', remedy: '' });
  }
  if (told.error !== undefined || told.data === undefined) throw ApiProblem.of(told.error, told.response.status);
  return told.data;
}
