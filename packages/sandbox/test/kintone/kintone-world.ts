import { KintoneRestAPIClient, KintoneRestAPIError } from '@kintone/rest-api-client';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { type KintoneOptions, type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/index.ts';

/** 2026-02-03T04:05:06.789Z */
export const startTime = 1_770_091_506_789;

export interface KintoneWorld {
  readonly sandbox: RunningSandbox;
  /** Logged in with a name and a password, as whoever makes apps has to be. */
  readonly client: KintoneRestAPIClient;
  /** The clock of the sandbox, which stands still between calls. */
  readonly clock: { time: number };
  clientWith(options: ClientOptions): KintoneRestAPIClient;
  /** One call without the vendor's client. */
  call(method: string, path: string, request?: RawRequest): Promise<RawAnswer>;
  /** Makes an app with these fields and deploys it; its id. */
  createApp(name: string, properties: Properties): Promise<string>;
  addFields(app: string, properties: Properties): Promise<void>;
}

type ClientOptions = Omit<ConstructorParameters<typeof KintoneRestAPIClient>[0] & object, 'baseUrl'>;
type Properties = Parameters<KintoneRestAPIClient['app']['addFormFields']>[0]['properties'];

interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Response['headers'];
  readonly text: string;
}

const open: RunningSandbox[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

/** A sandbox whose deployments are done at once, and the vendor's own client on it. */
export async function startKintone(kintone: KintoneOptions = {}, options: SandboxOptions = {}): Promise<KintoneWorld> {
  const clock = { time: startTime };
  const sandbox = await startSandbox({ now: () => clock.time, ...options, kintone: { deployMs: 0, ...kintone } });
  open.push(sandbox);
  const { baseUrl } = sandbox.kintone;
  const clientWith = (more: ClientOptions) => new KintoneRestAPIClient({ baseUrl, ...more });
  const client = clientWith({ auth: { username: 'ann@example.com', password: 'secret' } });
  const deploy = async (app: string) => {
    await client.app.deployApp({ apps: [{ app }] });
    const { apps } = await client.app.getDeployStatus({ apps: [app] });
    if (apps[0]?.status !== 'SUCCESS') throw new Error(`The deployment of app ${app} is ${apps[0]?.status}.`);
  };
  const addFields = async (app: string, properties: Properties) => {
    await client.app.addFormFields({ app, properties });
    await deploy(app);
  };
  return {
    sandbox,
    client,
    clock,
    clientWith,
    async call(method, path, { headers = {}, body } = {}) {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { 'X-Cybozu-API-Token': 'token', ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async createApp(name, properties) {
      const { app } = await client.app.addApp({ name });
      await addFields(app, properties);
      return app;
    },
    addFields,
  };
}

/** The vendor's error as its client throws it. */
export async function refusalOf(call: Promise<unknown>): Promise<KintoneRestAPIError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof KintoneRestAPIError) return error;
  throw new Error(`The call was not refused by Kintone: ${String(error)}`);
}

const recordsShape = z.array(z.record(z.string(), z.looseObject({ type: z.string(), value: z.unknown() })));

/** The values of one field, in the order of the records. */
export function valuesOf(records: unknown, code: string): readonly unknown[] {
  return recordsShape.parse(records).map((record) => record[code]?.value);
}

export const text = (code: string, more: object = {}) => ({
  [code]: { type: 'SINGLE_LINE_TEXT' as const, code, ...more },
});

export const number = (code: string, more: object = {}) => ({ [code]: { type: 'NUMBER' as const, code, ...more } });

export const choice = (
  type: 'DROP_DOWN' | 'RADIO_BUTTON' | 'CHECK_BOX' | 'MULTI_SELECT',
  code: string,
  ...labels: string[]
) => ({
  [code]: {
    type,
    code,
    options: Object.fromEntries(labels.map((label, index) => [label, { label, index: String(index) }])),
  },
});
