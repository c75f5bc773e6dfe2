import type { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import {
  type ConformanceProbe,
  type ConformanceRoles,
  type ConformanceWorld,
  type FaultProxy,
  type HintCatcher,
  startFaultProxy,
  startHintCatcher,
} from '@linkwright/core/testing';
import { z } from 'zod';
import type { Witness } from '../../../../test/described-api/witness.ts';
import { cellsOf, startPeopleWorld } from './people-world.ts';

export interface KintoneWorld extends ConformanceWorld {
  /** Kintone's own SDK, past the connector and the proxy. */
  readonly client: KintoneRestAPIClient;
  readonly proxy: FaultProxy;
  /** Between the proxy and the sandbox. Absent: the account is a live one. */
  readonly witness?: Witness;
  /** Where the webhooks go that are set up as a person sets them up. */
  readonly calls?: { readonly catcher: HintCatcher; open(app: string): Promise<void> };
}

export const settings = {
  required: ['baseUrl', 'apiToken'],
  secrets: ['apiToken'],
  refused: { apiToken: 'invalid-conformance-token-77d0' },
  unreachable: { baseUrl: 'http://localhost:9' },
};

export const rolesOf = (user: string): ConformanceRoles => ({
  source: {
    text: 'Name',
    fields: {
      email: 'Mail',
      url: 'Site',
      phone: 'Phone',
      multiline: 'Notes',
      decimal: 'Age',
      date: 'Born',
      datetime: 'Seen',
      option: 'Level',
      options: 'Tags',
      user: { field: 'Owner', value: user },
    },
    unique: 'Email',
    identity: 'Key',
    refused: { field: 'Level', value: 'No such choice' },
    one: 'Company',
  },
  target: { text: 'Name' },
});

export const roles = rolesOf('rita.rep@example.com');

export function startProxy(target: string, pace?: () => Promise<void>): Promise<FaultProxy> {
  return startFaultProxy({
    target,
    isWrite: ({ method }) => method !== 'GET',
    refusal: {
      body: { code: 'GAIA_TO04', id: 'x', message: 'The number of concurrent API requests exceeds the limit.' },
    },
    ...(pace && { pace }),
  });
}

/** A domain of its own, seen through a proxy by the connector and directly by Kintone's SDK. */
export async function create(): Promise<KintoneWorld> {
  const people = await startPeopleWorld();
  const proxy = await startProxy(people.witness.baseUrl);
  const catcher = await startHintCatcher();
  const open = async (app: string): Promise<void> => {
    const response = await fetch(`${people.sandbox.baseUrl}/k/v1/sandbox/webhooks.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-cybozu-api-token': 'person' },
      body: JSON.stringify({ app, url: catcher.url }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  };
  return {
    calls: { catcher, open },
    client: people.probe,
    proxy,
    witness: people.witness,
    settings: { baseUrl: proxy.baseUrl, apiToken: 'conformance-token-51f0' },
    objects: { source: people.people, target: people.companies },
    context: { clock: people.context.clock },
    async close() {
      await proxy.close();
      await people.close();
      await catcher.close();
    },
  };
}

export function probe({ client, proxy, calls }: KintoneWorld): ConformanceProbe {
  const { record } = client;

  const write = async (app: string, id: string, values: Readonly<Record<string, unknown>>): Promise<void> => {
    await record.updateRecord({ app, id, record: cellsOf(values) });
  };

  async function readValue(app: string, id: string, code: string): Promise<unknown> {
    return (await record.getRecord({ app, id })).record[code]?.value;
  }

  return {
    async create(app, records) {
      const ids: string[] = [];
      const [first] = records;
      // As a person adds one; calls for several are told to nobody.
      if (records.length === 1 && first)
        return [(await record.addRecord({ app, record: cellsOf(toValues(first)) })).id];
      for (let start = 0; start < records.length; start += 100) {
        const batch = records.slice(start, start + 100).map((fields) => cellsOf(toValues(fields)));
        ids.push(...(await record.addRecords({ app, records: batch })).ids);
      }
      return ids;
    },
    update: (app, id, fields) => write(app, id, toValues(fields)),
    async remove(app, id) {
      await record.deleteRecords({ app, ids: [id] });
    },
    async read(app, id, fields) {
      const { records } = await record.getRecords({ app, query: `$id = ${id}` });
      const [found] = records;
      return found === undefined
        ? null
        : Object.fromEntries(fields.map((code) => [code, fromValue(code, found[code]?.value)]));
    },
    list: async (app) => (await record.getAllRecords({ app, fields: ['$id'] })).map(({ $id }) => String($id?.value)),
    associate: (app, id, field, target) => write(app, id, { [field]: keyOf(target) }),
    disassociate: (app, id, field) => write(app, id, { [field]: '' }),
    async associations(app, id, field) {
      const key = await readValue(app, id, field);
      return typeof key === 'string' && key !== '' ? [{ key }] : [];
    },
    requests: proxy.requests,
    loseNextAnswer: proxy.loseNextAnswer,
    refuseNext429: proxy.refuseNext429,
    ...(calls && { openHints: calls.open, hintRequests: (url) => calls.catcher.take(url, null) }),
  };
}

function keyOf(target: AssociationTarget): string {
  return 'key' in target ? target.key : target.id;
}

function toValues(fields: Fields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([code, value]) => [code, toValue(code, value)]));
}

function toValue(code: string, value: CanonicalValue): unknown {
  if (code === 'Owner') return value === null ? [] : [{ code: value }];
  return value ?? (code === 'Tags' ? [] : '');
}

const usersSchema = z.array(z.looseObject({ code: z.string() }));
const valueSchema = z.union([z.string(), z.array(z.string())]);

function fromValue(code: string, value: unknown): CanonicalValue {
  if (code === 'Owner') return usersSchema.parse(value)[0]?.code ?? null;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null;
  return valueSchema.parse(value);
}
