import { Client } from '@hubspot/api-client';
import type { AppConnection, SourceRecord } from '@linkwright/core';
import { type HubspotOptions, startSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { refuseContradictions, startWitness } from '../../../test/described-api/witness.ts';
import hubspot from '../src/index.ts';
import { hubspotDescription } from './support/described-api/hubspot-description.ts';
import { createTestContext, type TestContext } from './test-context.ts';

/** Fast enough that no limit is met. */
const speed = 1000;

/** A search sees what was written a moment ago: however fast this machine is, no test has to wait for an index. */
const searchLagMs = 0;

export const signal = new AbortController().signal;

export interface Portal {
  readonly baseUrl: string;
  /** The same, through the witness of HubSpot's descriptions, which knows the calls of the connector alone. */
  readonly witnessedUrl: string;
  readonly accessToken: string;
  readonly connection: AppConnection;
  readonly context: TestContext;
  /** HubSpot's own client, as an independent witness. */
  readonly sdk: Client;
  create(object: string, records: readonly Readonly<Record<string, string>>[]): Promise<string[]>;
  /** Types of the association as `CATEGORY:id`, sorted, by target id. */
  associations(from: string, id: string, to: string): Promise<Record<string, string[]>>;
  send(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Fails where the connector or the sandbox was not as HubSpot describes it. */
  close(): Promise<void>;
}

let portals = 0;

export async function openPortal(token = 'pat-na1-portal', options: HubspotOptions = {}): Promise<Portal> {
  const sandbox = await startSandbox({ port: 0, speed, hubspot: { searchLagMs, ...options } });
  portals += 1;
  const accessToken = `${token}-${portals}`;
  const sdk = new Client({ accessToken, basePath: sandbox.hubspot.baseUrl });
  const context = createTestContext();
  const witness = await startWitness(hubspotDescription, sandbox.hubspot.baseUrl);
  const settings = hubspot.settings.parse({ accessToken, baseUrl: witness.baseUrl });
  const connection = hubspot.connect(settings, context);

  async function send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await sdk.apiRequest({ method, path, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  return {
    baseUrl: sandbox.hubspot.baseUrl,
    witnessedUrl: witness.baseUrl,
    accessToken,
    connection,
    context,
    sdk,
    send,
    async create(object, records) {
      const ids: string[] = [];
      for (let start = 0; start < records.length; start += 100) {
        const part = records.slice(start, start + 100);
        const inputs = part.map((properties, index) => ({
          properties: { ...properties },
          objectWriteTraceId: String(index),
          associations: [],
        }));
        const { results } = await sdk.crm.objects.batchApi.create(object, { inputs });
        const byTrace = new Map(results.map((result) => [result.objectWriteTraceId, result.id]));
        ids.push(...part.map((_record, index) => byTrace.get(String(index)) ?? ''));
      }
      return ids;
    },
    async associations(from, id, to) {
      const found: Record<string, string[]> = {};
      let after: string | undefined;
      do {
        const page = await sdk.crm.associations.v4.basicApi.getPage(from, id, to, after, 500);
        for (const { toObjectId, associationTypes } of page.results) {
          found[String(toObjectId)] = associationTypes.map(({ category, typeId }) => `${category}:${typeId}`).sort();
        }
        after = page.paging?.next?.after;
      } while (after !== undefined);
      return found;
    },
    async close() {
      await connection.close();
      await witness.close();
      await sandbox.close();
      refuseContradictions(witness);
    },
  };
}

const idSchema = z.looseObject({ id: z.string() });

export async function merge(portal: Portal, object: string, primaryObjectId: string, objectIdToMerge: string) {
  const body = { primaryObjectId, objectIdToMerge };
  return idSchema.parse(await portal.send('POST', `/crm/v3/objects/${object}/merge`, body)).id;
}

/** Associates through HubSpot's own client; `types` are ids of HubSpot's own types. */
export async function associate(
  portal: Portal,
  from: string,
  to: string,
  pairs: readonly (readonly [from: string, to: string])[],
  types: readonly object[],
) {
  for (let start = 0; start < pairs.length; start += 1000) {
    const inputs = pairs
      .slice(start, start + 1000)
      .map(([fromId, toId]) => ({ from: { id: fromId }, to: { id: toId }, types }));
    await portal.send('POST', `/crm/v4/associations/${from}/${to}/batch/create`, { inputs });
  }
}

export async function readAll(
  portal: Portal,
  request: {
    readonly object: string;
    readonly since: string | null;
    readonly fields: readonly string[];
    readonly associations?: readonly string[];
  },
): Promise<{ readonly records: readonly SourceRecord[]; readonly checkpoint: string; readonly pages: number }> {
  const records: SourceRecord[] = [];
  let checkpoint = '';
  let pages = 0;
  for await (const page of portal.connection.readChanges({ associations: [], ...request }, { signal })) {
    records.push(...page.records);
    checkpoint = page.checkpoint;
    pages += 1;
  }
  return { records, checkpoint, pages };
}
