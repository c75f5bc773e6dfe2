import { createTestRandom, type EmulatorServer, startEmulatorServer } from '@linkwright/core/testing';
import { z } from 'zod';
import { createAirtableApp } from '../../../sandbox/src/airtable/airtable-app.ts';
import type { TestContext } from './test-context.ts';

export interface AirtableSandbox extends EmulatorServer {
  makeBase(tables: readonly object[]): Promise<{ readonly id: string }>;
  /** A linked-record field, and with it its inverse in the other table. */
  makeLink(baseId: string, table: string, name: string, linkedTable: string): Promise<void>;
}

const baseSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The emulator of Airtable's API behind a server of its own, on the clock of the test. */
export async function startAirtableSandbox(context: TestContext): Promise<AirtableSandbox> {
  const app = createAirtableApp({ now: context.clock.now, random: createTestRandom(1), speed: 1 });
  const server = await startEmulatorServer(app, context);
  const { baseUrl } = server;
  const bases = new Map<string, z.output<typeof baseSchema>>();

  async function post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer patSetup', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return {
    ...server,
    async makeBase(tables) {
      const base = baseSchema.parse(await post('/v0/meta/bases', { name: 'Test', workspaceId: 'wspTest', tables }));
      bases.set(base.id, base);
      return base;
    },
    async makeLink(baseId, table, name, linkedTable) {
      const idOf = (wanted: string) => bases.get(baseId)?.tables.find((candidate) => candidate.name === wanted)?.id;
      await post(`/v0/meta/bases/${baseId}/tables/${idOf(table)}/fields`, {
        name,
        type: 'multipleRecordLinks',
        options: { linkedTableId: idOf(linkedTable) },
      });
    },
  };
}
