import { Client } from '@hubspot/api-client';
import { z } from 'zod';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/index.ts';

/** 2026-02-03T04:05:06.789Z */
export const startTime = 1_770_091_506_789;

export interface HubspotWorld {
  readonly sandbox: RunningSandbox;
  readonly client: Client;
  /** The clock of the sandbox, which stands still between calls. */
  readonly clock: { time: number };
  clientOf(token: string): Client;
  /** One call without the typed client. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<RawAnswer>;
  close(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A sandbox without rate limits, and the vendor's own client on it. */
export async function createHubspotWorld(options: SandboxOptions = {}): Promise<HubspotWorld> {
  const clock = { time: startTime };
  const sandbox = await startSandbox({ now: () => clock.time, limits: false, ...options });
  const clientOf = (accessToken: string) =>
    new Client({ accessToken, basePath: sandbox.hubspot.baseUrl, numberOfApiCallRetries: 0 });
  return {
    sandbox,
    clock,
    client: clientOf('pat-test'),
    clientOf,
    async call(method, path, body, token = 'pat-test') {
      const response = await fetch(sandbox.hubspot.baseUrl + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed = text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      return { status: response.status, headers: response.headers, body: parsed };
    },
    close: () => sandbox.close(),
  };
}

const refusalShape = z.looseObject({
  code: z.number(),
  body: z.preprocess(
    (body) => (typeof body === 'string' && body !== '' ? JSON.parse(body) : body),
    z.looseObject({
      message: z.string(),
      category: z.string().optional(),
      correlationId: z.string().optional(),
      context: z.record(z.string(), z.array(z.string())).optional(),
      errors: z.array(z.looseObject({ message: z.string(), code: z.string().optional() })).optional(),
    }),
  ),
  headers: z.record(z.string(), z.string()),
});

export type Refusal = z.infer<typeof refusalShape>;

/** The vendor's error as its client throws it. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return refusalShape.parse(error);
}

const batchShape = z.looseObject({
  results: z.array(z.looseObject({})),
  numErrors: z.number().optional(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        category: z.string(),
        context: z.record(z.string(), z.array(z.string())).optional(),
      }),
    )
    .optional(),
});

/** The errors of a 207 as the client hands them over. */
export function batchErrors(batch: unknown) {
  return batchShape.parse(batch).errors ?? [];
}

export async function createContact(client: Client, properties: Record<string, string>): Promise<string> {
  return (await client.crm.contacts.basicApi.create({ properties, associations: [] })).id;
}

export async function createCompany(client: Client, properties: Record<string, string>): Promise<string> {
  return (await client.crm.companies.basicApi.create({ properties, associations: [] })).id;
}
