import type { AppConnection, RecordChange, WriteOutcome } from '@linkwright/core';
import { type ScriptedRequest, startScriptedServer } from '@linkwright/core/testing';
import hubspot from '../src/index.ts';
import { createTestContext, type TestContext } from './test-context.ts';

export type { ScriptedRequest };

/** `hang-up`: the request arrives and no answer comes. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang-up';

export interface ScriptedHubspot {
  readonly connection: AppConnection;
  readonly context: TestContext;
  readonly requests: ScriptedRequest[];
  close(): Promise<void>;
}

const describing =
  /^\/(crm\/properties|crm\/pipelines|crm-object-schemas|crm\/associations\/[^/]+\/(?:definitions|[^/]+\/[^/]+\/labels$))/;

/**
 * A connection to a server that answers as the test says: for answers that a faithful emulator gives only now and then.
 * What describes a portal (properties, pipelines, schemas, types of associations) is answered by itself, unless `portal` does.
 */
export async function connectScripted(
  answer: (request: ScriptedRequest) => ScriptedAnswer,
  properties: readonly object[] = contactProperties,
  portal: (request: ScriptedRequest) => ScriptedAnswer | null = () => null,
): Promise<ScriptedHubspot> {
  const requests: ScriptedRequest[] = [];
  const { baseUrl, close } = await startScriptedServer((request) => {
    const own = describing.exec(request.path)?.[1];
    const told = own === undefined ? null : portal(request);
    if (own !== undefined && told === null) {
      return { body: { results: own === 'crm/properties' ? properties : [] } };
    }
    requests.push(request);
    const reply = told ?? answer(request);
    return reply === 'hang-up' ? { drop: true } : { ...reply, body: reply.body ?? '' };
  });
  const context = createTestContext();
  const connection = hubspot.connect(hubspot.settings.parse({ accessToken: 'pat-na1-test', baseUrl }), context);
  return {
    connection,
    context,
    requests,
    close: async () => {
      await connection.close();
      await close();
    },
  };
}

export const contactProperties: readonly object[] = [
  { name: 'email', label: 'Email', type: 'string', fieldType: 'text' },
  { name: 'firstname', label: 'First name', type: 'string', fieldType: 'text' },
  { name: 'name', label: 'Name', type: 'string', fieldType: 'text' },
  { name: 'employees', label: 'Employees', type: 'number', fieldType: 'number' },
  { name: 'ext_id', label: 'Key', type: 'string', fieldType: 'text', hasUniqueValue: true },
  { name: 'lastmodifieddate', label: 'Modified', type: 'datetime', fieldType: 'date', calculated: true },
];

/** The scripted HubSpot of the test that runs: one at a time, and none after it. */
export interface ScriptedTest {
  readonly connection: AppConnection;
  readonly context: TestContext;
  readonly requests: readonly ScriptedRequest[];
  connect(...script: Parameters<typeof connectScripted>): Promise<void>;
  /** Connects, and writes contacts. */
  write(
    changes: readonly RecordChange[],
    answer: (request: ScriptedRequest) => ScriptedAnswer,
  ): Promise<readonly WriteOutcome[]>;
}

export function scriptedTest(afterEach: (close: () => Promise<void>) => void): ScriptedTest {
  let open: ScriptedHubspot | null = null;
  const current = (): ScriptedHubspot => {
    if (open === null) throw new Error('The test has not connected.');
    return open;
  };
  const connect: ScriptedTest['connect'] = async (...script) => {
    open = await connectScripted(...script);
  };
  afterEach(async () => {
    await open?.close();
    open = null;
  });
  return {
    get connection() {
      return current().connection;
    },
    get context() {
      return current().context;
    },
    get requests() {
      return current().requests;
    },
    connect,
    async write(changes, answer) {
      await connect(answer);
      return current().connection.write({ object: 'contacts', changes }, { signal: new AbortController().signal });
    },
  };
}
