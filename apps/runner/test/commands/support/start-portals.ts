// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { onTestFinished } from 'vitest';
import type { CommandResult } from '../../support/run-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { associationTypes } from './fill-crm.ts';
import { isWrite } from './is-write.ts';
import { runHere } from './run-here.ts';

/** A HubSpot portal as its people see it, through HubSpot's own client. */
export interface Portal {
  readonly hubspot: Client;
  addCompany(properties: Properties): Promise<string>;
  /** `companies`: ids; HubSpot makes the first one the primary company. */
  addContact(properties: Properties, companies?: readonly string[]): Promise<string>;
  addDeal(properties: Properties, contacts: readonly string[]): Promise<string>;
  /** The id of the only record of an object with this value. */
  idOf(object: 'companies' | 'contacts' | 'deals', property: string, value: string): Promise<string>;
  setPrimary(contact: string, company: string): Promise<void>;
  read(): Promise<PortalView>;
}

/** Companies as they are, contacts with the names of their companies, deals with the e-mails of their contacts. */
export interface PortalView {
  readonly companies: readonly Readonly<Record<string, string>>[];
  readonly contacts: Readonly<Record<string, string>>;
  readonly deals: Readonly<Record<string, readonly string[]>>;
}

export interface Portals {
  readonly sandbox: RunningSandbox;
  readonly sales: Portal;
  readonly support: Portal;
  configure(syncs: string): Promise<void>;
  run(...words: readonly string[]): Promise<CommandResult>;
  document(...words: readonly string[]): Promise<unknown>;
  /** `METHOD app path` of every write that the sandbox received so far. */
  writes(): readonly string[];
}

type Properties = Readonly<Record<string, string>>;

const connections = `version: 1
connections:
  sales:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${SALES_TOKEN}", baseUrl: "\${HUBSPOT_URL}" }
    limits: { requestsPerSecond: 1000 }
  support:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${SUPPORT_TOKEN}", baseUrl: "\${HUBSPOT_URL}" }
    limits: { requestsPerSecond: 1000 }
syncs:
`;

/** A sync of two portals that says no more than which objects belong together. */
export const portalSync = (object: string, ...more: readonly string[]): string =>
  [
    `  ${object}:`,
    `left: { connection: sales, object: ${object} }`,
    `right: { connection: support, object: ${object} }`,
    ...more,
  ]
    .map((line, index) => (index === 0 ? `${line}\n` : `    ${line}\n`))
    .join('');

/** Two portals of HubSpot, each token of the sandbox being one of its own, and a folder with a configuration. */
export async function startPortals(syncs: string): Promise<Portals> {
  const sandbox = await startSandbox({ speed: 1000 });
  onTestFinished(() => sandbox.close());
  const tokens = { SALES_TOKEN: 'pat-sales-portal', SUPPORT_TOKEN: 'pat-support-portal' };
  const variables = { ...tokens, HUBSPOT_URL: sandbox.hubspot.baseUrl };
  const directory = await temporaryFolder({
    'linkwright.yaml': connections + syncs,
    '.env': Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  });
  const portal = (accessToken: string): Portal =>
    openPortal(new Client({ accessToken, basePath: sandbox.hubspot.baseUrl, numberOfApiCallRetries: 3 }));
  return {
    sandbox,
    sales: portal(tokens.SALES_TOKEN),
    support: portal(tokens.SUPPORT_TOKEN),
    configure: (wanted) => writeFile(join(directory, 'linkwright.yaml'), connections + wanted),
    run: (...words) => runHere(words, directory),
    async document(...words) {
      const { stdout } = await runHere([...words, '--json'], directory);
      return JSON.parse(stdout);
    },
    writes: () =>
      sandbox
        .requests()
        .filter(isWrite)
        .flatMap(({ app, method, path, count }) => Array.from({ length: count }, () => `${method} ${app} ${path}`)),
  };
}

function openPortal(hubspot: Client): Portal {
  const { companies, contacts, deals, associations } = hubspot.crm;
  const associate = async (
    from: readonly [object: string, id: string],
    to: readonly [object: string, id: string],
    type: keyof typeof associationTypes,
  ): Promise<void> => {
    await associations.v4.basicApi.create(...from, ...to, [associationTypes[type]]);
  };
  /** Names of the targets by id of the source; of one type only, where one is given. */
  const targets = async (
    from: string,
    to: string,
    ids: readonly string[],
    names: ReadonlyMap<string, string>,
    typeId?: number,
  ): Promise<ReadonlyMap<string, readonly string[]>> => {
    if (ids.length === 0) return new Map();
    const { results } = await associations.v4.batchApi.getPage(from, to, { inputs: ids.map((id) => ({ id })) });
    return new Map(
      results.map(({ _from, to: ends }) => [
        String(_from.id),
        ends
          .filter(({ associationTypes: types }) => typeId === undefined || types.some((one) => one.typeId === typeId))
          .map(({ toObjectId }) => names.get(String(toObjectId)) ?? '?')
          .sort(),
      ]),
    );
  };
  return {
    hubspot,
    addCompany: async (properties) =>
      (await companies.basicApi.create({ properties: { ...properties }, associations: [] })).id,
    async addContact(properties, employers = []) {
      const { id } = await contacts.basicApi.create({ properties: { ...properties }, associations: [] });
      for (const company of employers) await associate(['contacts', id], ['companies', company], 'contactToCompany');
      return id;
    },
    async addDeal(properties, people) {
      const { id } = await deals.basicApi.create({ properties: { ...properties }, associations: [] });
      for (const contact of people) await associate(['deals', id], ['contacts', contact], 'dealToContact');
      return id;
    },
    async idOf(object, property, value) {
      const records = await hubspot.crm[object].getAll(100, undefined, [property]);
      const [record, second] = records.filter(({ properties }) => properties[property] === value);
      if (!record || second) throw new Error(`${object} has not exactly one record with ${property} ${value}`);
      return record.id;
    },
    setPrimary: (contact, company) =>
      associate(['contacts', contact], ['companies', company], 'contactToPrimaryCompany'),
    async read() {
      const [firms, people, chances] = await Promise.all([
        companies.getAll(100, undefined, ['name', 'domain', 'phone']),
        contacts.getAll(100, undefined, ['email']),
        deals.getAll(100, undefined, ['dealname']),
      ]);
      const firmNames = new Map(firms.map(({ id, properties }) => [id, properties.name ?? '']));
      const emails = new Map(people.map(({ id, properties }) => [id, properties.email ?? '']));
      const ids = [...emails.keys()];
      const sets = await targets('contacts', 'companies', ids, firmNames);
      const primaries = await targets('contacts', 'companies', ids, firmNames, 1);
      const dealContacts = await targets(
        'deals',
        'contacts',
        chances.map(({ id }) => id),
        emails,
      );
      return {
        companies: firms
          .map(({ properties: { name, domain, phone } }) => ({
            name: name ?? '',
            domain: domain ?? '',
            phone: phone ?? '',
          }))
          .sort((a, b) => a.name.localeCompare(b.name)),
        contacts: Object.fromEntries(
          [...emails]
            .map(([id, email]) => [email, `${(primaries.get(id) ?? []).join()} of ${(sets.get(id) ?? []).join(', ')}`])
            .sort(),
        ),
        deals: Object.fromEntries(
          chances.map(({ id, properties }) => [properties.dealname ?? '', dealContacts.get(id) ?? []]),
        ),
      };
    },
  };
}
