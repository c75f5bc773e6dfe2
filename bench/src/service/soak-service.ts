import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@hubspot/api-client';
import Airtable from 'airtable';
import { z } from 'zod';
import { clientFolders } from './client-folders.ts';
import { startService } from './service-process.ts';
import { again, until } from './until.ts';

export interface SoakResult {
  readonly runs: Readonly<Record<string, number>>;
  readonly edits: number;
  readonly calls: number;
  /** After the last edit, until both apps held the same; the faults go on meanwhile. */
  readonly calmSeconds: number;
  /** At the end, as a share of that when a fifth of the time was over. */
  readonly memoryGrowth: number;
  /** Errors that the service took for its own. */
  readonly faultsOfOurs: readonly string[];
}

/** Of the requests: what networks and vendors do on a bad day. */
const faults = {
  'lose-answer': 0.01,
  'gateway-error': 0.01,
  'drop-request': 0.01,
  'status-429': 0.01,
  'status-503': 0.01,
  slow: 0.02,
} as const;

const contacts = 200;

/** A service and the people of both apps go on for so many minutes, with the vendors' limits at this speed, while requests fail. */
export async function runSoak(minutes: number, speed: number): Promise<SoakResult> {
  const wanted = { count: 1, contacts: () => contacts, every: '5s', speed, faults };
  // An app that asks for half a minute's patience lets edits of a third of the records gather.
  const clients = await clientFolders({ ...wanted, editsMany: true });
  const { sandbox, directory } = clients;
  const service = startService(directory, ['--concurrency', '1'], {});
  try {
    const hubspot = new Client({
      accessToken: 'token-0',
      basePath: sandbox.hubspot.baseUrl,
      numberOfApiCallRetries: 3,
    });
    const base = await firstBase(sandbox.airtable.baseUrl);
    const people = base('People');
    const here = async () => {
      const all = await hubspot.crm.contacts.getAll(100, undefined, ['email', 'firstname']);
      return new Map(
        all.map(({ id, properties: { email, firstname } }) => [String(email), { id, name: String(firstname) }]),
      );
    };
    const there = async () => {
      const all = await people.select().all();
      return new Map(all.map((row) => [String(row.get('Email')), { id: row.id, name: String(row.get('Name')) }]));
    };
    const agree = async (): Promise<boolean> => {
      try {
        const [left, right] = [await here(), await there()];
        return left.size === right.size && [...left].every(([email, { name }]) => right.get(email)?.name === name);
      } catch {
        // Our own look met a fault.
        return false;
      }
    };
    await until('a first sync', agree);
    const [left, right] = [[...(await again(here)).values()], [...(await again(there)).values()]];
    const end = Date.now() + minutes * 60_000;
    const early = Date.now() + (minutes * 60_000) / 5;
    let [edits, memoryEarly] = [0, 0];
    while (Date.now() < end) {
      const name = `Edit ${edits}`;
      const at = (edits * 7) % contacts;
      const edit =
        edits % 2 === 0
          ? hubspot.crm.contacts.basicApi.update(left[at]?.id ?? '', { properties: { firstname: name } })
          : people.update(right[at]?.id ?? '', { Name: name });
      // An edit that met a fault is one that a person did not make, or did without knowing it.
      await Promise.resolve(edit).catch(() => undefined);
      edits += 1;
      await wait(500);
      if (memoryEarly === 0 && Date.now() > early) memoryEarly = await service.memoryMb();
    }
    const memory = await service.memoryMb();
    const calmSince = Date.now();
    await until('both apps hold the same', agree, 120_000);
    const calmSeconds = (Date.now() - calmSince) / 1000;
    const runs: Record<string, number> = {};
    for (const { msg, outcome } of service.lines) {
      if (msg === 'run') runs[String(outcome)] = (runs[String(outcome)] ?? 0) + 1;
    }
    return {
      runs,
      edits,
      calls: sandbox.requests().reduce((sum, one) => sum + one.count, 0),
      calmSeconds,
      memoryGrowth: memory / memoryEarly,
      faultsOfOurs: service.lines.flatMap(({ msg, error }) =>
        String(msg).includes('fault of linkwright') ? [String(error)] : [],
      ),
    };
  } finally {
    await service.stop();
    await clients.close();
  }
}

const basesSchema = z.object({ bases: z.array(z.object({ id: z.string() })) });

async function firstBase(endpointUrl: string): Promise<Airtable.Base> {
  const [base] = await again(async () => {
    const response = await fetch(`${endpointUrl}/v0/meta/bases`, { headers: { authorization: 'Bearer patPerson' } });
    return basesSchema.parse(await response.json()).bases;
  });
  return new Airtable({ apiKey: 'patPerson', endpointUrl }).base(base?.id ?? '');
}
