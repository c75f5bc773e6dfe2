import type { AppConnection } from '@linkwright/core';
import { type ScriptedAnswer, type ScriptedRequest, startScriptedServer } from '@linkwright/core/testing';
import airtable from '../../src/index.ts';
import { createTestContext, type TestContext } from './test-context.ts';

/** One table that links to itself, behind a server that otherwise answers by a script. */
export interface ScriptedBase {
  readonly connection: AppConnection;
  readonly context: TestContext;
  /** Requests but those for the table's description. */
  sent(): readonly ScriptedRequest[];
  close(): Promise<void>;
}

export const baseId = 'appAAAAAAAAAAAAAA';
export const object = 'tblAAAAAAAAAAAAAA';
export const name = 'fldName0000000000';
export const friends = 'fldFriends0000000';
export const recordA = { id: 'recA0000000000000', createdTime: '2026-01-01T00:00:00.000Z', fields: { [name]: 'A' } };

/** As many records as a write of so many is answered with. */
export function recordsLikeA(count: number): readonly object[] {
  return Array.from({ length: count }, (_, place) => ({ ...recordA, id: `recA${String(place).padStart(13, '0')}` }));
}

export function refusal(type: string, message?: string, status = 422): ScriptedAnswer {
  return { status, body: { error: { type, ...(message === undefined ? {} : { message }) } } };
}

export async function startScriptedBase(
  script: (request: ScriptedRequest, place: number) => ScriptedAnswer,
  /** Ids of further text fields. */
  moreFields: readonly string[] = [],
): Promise<ScriptedBase> {
  const fields = [
    { id: name, name: 'Name', type: 'singleLineText' },
    { id: friends, name: 'Friends', type: 'multipleRecordLinks', options: { linkedTableId: object } },
    ...moreFields.map((id) => ({ id, name: id, type: 'singleLineText' })),
  ];
  const tables = [{ id: object, name: 'People', primaryFieldId: name, fields }];
  let place = 0;
  const isSchema = ({ path }: ScriptedRequest) => path === `/v0/meta/bases/${baseId}/tables`;
  const server = await startScriptedServer((request) =>
    isSchema(request) ? { body: { tables } } : script(request, place++),
  );
  const context = createTestContext();
  // The clock of the answers' dates: one that is far ahead of ours is not believed.
  context.advance(Date.UTC(2026, 1, 5, 10) - context.clock.now());
  const settings = airtable.settings.parse({ accessToken: 'patSECRET', baseId, baseUrl: server.baseUrl });
  const connection = airtable.connect(settings, context);
  return {
    connection,
    context,
    sent: () => server.requests.filter((request) => !isSchema(request)),
    async close() {
      await connection.close();
      await server.close();
    },
  };
}

/** `startScriptedBase` for the tests of one file: what a test has started is closed after it. */
export function scriptedBases(afterEach: (close: () => Promise<void>) => void): typeof startScriptedBase {
  const open: ScriptedBase[] = [];
  afterEach(async () => {
    for (const base of open.splice(0)) await base.close();
  });
  return async (...request) => {
    const base = await startScriptedBase(...request);
    open.push(base);
    return base;
  };
}
