import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './open-api.ts';

export type ApiClient = Client<paths>;

/** `http://127.0.0.1:8787` and a token; a page of the service itself names neither, and sends its cookie. */
export const createApiClient = ({
  address = '',
  token,
  headers = {},
}: {
  readonly address?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}): ApiClient =>
  createClient<paths>({
    baseUrl: `${address}/api/v1`,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
