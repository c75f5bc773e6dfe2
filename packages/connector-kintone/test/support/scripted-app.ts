import type { AppConnection } from '@linkwright/core';
import { type ScriptedAnswer, type ScriptedRequest, startScriptedServer } from '@linkwright/core/testing';
import kintone from '../../src/index.ts';
import { createTestContext, type TestContext } from './test-context.ts';

/** One app behind a server that otherwise answers by a script. */
export interface ScriptedApp {
  readonly connection: AppConnection;
  readonly context: TestContext;
  /** Requests but those for the app's description. */
  sent(): readonly ScriptedRequest[];
  close(): Promise<void>;
}

/** Id of the app. Its lookup `Account` refers to app 13, which answers with the same form. */
export const object = '12';

export const form = {
  Name: { type: 'SINGLE_LINE_TEXT', code: 'Name', label: 'Name', required: true, unique: false, defaultValue: '' },
  Email: { type: 'SINGLE_LINE_TEXT', code: 'Email', label: 'E-mail', required: false, unique: true, defaultValue: '' },
  Owner: { type: 'USER_SELECT', code: 'Owner', label: 'Owner', required: false, defaultValue: [] },
  Account: {
    type: 'SINGLE_LINE_TEXT',
    code: 'Account',
    label: 'Account',
    required: false,
    lookup: { relatedApp: { app: '13', code: '' }, relatedKeyField: 'Email', fieldMappings: [] },
  },
  Updated: { type: 'UPDATED_TIME', code: 'Updated', label: 'Updated', noLabel: false },
};

export function wireRecord(id: number, values: Readonly<Record<string, unknown>> = {}, revision = 1) {
  const cells = { $id: String(id), $revision: String(revision), Updated: '2026-01-01T00:00:00Z', ...values };
  return Object.fromEntries(Object.entries(cells).map(([code, value]) => [code, { value }]));
}

/** What Kintone answers to any batch that it takes. */
export function taken({ method, body }: ScriptedRequest): ScriptedAnswer {
  const records = recordsOf(body);
  if (method === 'POST') {
    return { body: { ids: records.map((_, place) => String(place + 1)), revisions: records.map(() => '1') } };
  }
  return { body: { records: records.map(({ id }, place) => ({ id: id ?? String(place + 1), revision: '2' })) } };
}

export function recordsOf(body: unknown): readonly { readonly id?: string }[] {
  return typeof body === 'object' && body !== null && 'records' in body && Array.isArray(body.records)
    ? body.records
    : [];
}

export function refusal(
  status: number,
  code: string,
  errors?: Readonly<Record<string, readonly string[]>>,
): ScriptedAnswer {
  const listed = Object.entries(errors ?? {}).map(([place, messages]) => [place, { messages }]);
  const body = { code, id: 'x', message: `Message of ${code}.` };
  return { status, body: errors === undefined ? body : { ...body, errors: Object.fromEntries(listed) } };
}

export async function startScriptedApp(
  script: (request: ScriptedRequest, place: number) => ScriptedAnswer,
  settings: object = { apiToken: 'tokenSECRET' },
): Promise<ScriptedApp> {
  let place = 0;
  const server = await startScriptedServer((request) => {
    if (request.path.endsWith('/app/form/fields.json')) return { body: { properties: form, revision: '3' } };
    if (request.path.endsWith('/app/settings.json')) return { body: { name: 'App', revision: '3' } };
    if (request.path.endsWith('/app.json')) return { body: { appId: object, code: '', name: 'People' } };
    return script(request, place++);
  });
  const context = createTestContext();
  // The clock of the answers' dates: one that is far ahead of ours is not believed.
  context.advance(Date.UTC(2026, 1, 5, 10) - context.clock.now());
  const connection = kintone.connect(kintone.settings.parse({ baseUrl: server.baseUrl, ...settings }), context);
  return {
    connection,
    context,
    sent: () => server.requests.filter(({ path }) => !/app(\/form\/fields|\/settings)?\.json$/.test(path)),
    async close() {
      await connection.close();
      await server.close();
    },
  };
}
