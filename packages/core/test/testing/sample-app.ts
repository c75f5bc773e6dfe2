import type { ChangePage, SourceRecord } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestContext,
  type InMemoryApp,
  type InMemoryAppOptions,
} from '@linkwright/core/testing';

export const options = { signal: new AbortController().signal };

/** Contacts with a set of companies and a primary one, seen from both ends; companies with a parent. */
export function createSampleApp(differences: Partial<InMemoryAppOptions> = {}): InMemoryApp {
  return createInMemoryApp({
    name: 'crm',
    objects: [
      {
        id: 'companies',
        fields: [
          { id: 'name', type: 'text', required: true },
          { id: 'employees', type: 'integer' },
          { id: 'revenue', type: 'decimal', precision: 2 },
        ],
        associations: [
          {
            id: 'contacts',
            targets: ['contacts'],
            cardinality: 'many',
            inverse: { object: 'contacts', field: 'companies' },
          },
          {
            id: 'primary_contacts',
            targets: ['contacts'],
            cardinality: 'many',
            markOn: 'contacts',
            inverse: { object: 'contacts', field: 'primary_company' },
          },
          { id: 'parent', targets: ['companies'], cardinality: 'one', changeTouchesRecord: false },
        ],
      },
      {
        id: 'contacts',
        fields: [
          { id: 'email', type: 'email', unique: true },
          { id: 'code', type: 'text', lookup: 'delayed' },
          { id: 'score', type: 'integer', readOnly: true, lookup: 'none' },
          { id: 'born', type: 'datetime', precision: 'minute' },
        ],
        associations: [
          {
            id: 'companies',
            targets: ['companies'],
            cardinality: 'many',
            inverse: { object: 'companies', field: 'contacts' },
          },
          {
            id: 'primary_company',
            targets: ['companies'],
            cardinality: 'one',
            markOn: 'companies',
            inverse: { object: 'companies', field: 'primary_contacts' },
            firstBecomesPrimary: true,
          },
          { id: 'referrer', targets: ['contacts'], cardinality: 'one', refersBy: 'email' },
        ],
      },
    ],
    ...differences,
  });
}

export function connect(app: InMemoryApp, reportCall: (kind: string) => void = () => {}) {
  const connection = createInMemoryConnector(app).connect({}, createTestContext({ reportCall }));
  const schemaOf = (object: string) => app.state.table(object).schema;
  return {
    ...connection,
    async changes(object: string, since: string | null): Promise<readonly ChangePage[]> {
      const fields = schemaOf(object).fields.map(({ id }) => id);
      const associations = schemaOf(object).associations.map(({ id }) => id);
      const pages: ChangePage[] = [];
      for await (const page of connection.readChanges({ object, since, fields, associations }, options))
        pages.push(page);
      return pages;
    },
  };
}

export function targets(record: SourceRecord | null, field: string): readonly string[] {
  return (record?.associations?.[field] ?? []).map((target) => ('id' in target ? target.id : target.key));
}
