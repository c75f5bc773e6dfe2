import { z } from 'zod';
import { DemoFailure } from './demo-failure.ts';
import { createJsonApi, type JsonApiOptions } from './json-api.ts';

/** How many inputs the batch endpoints take. */
const recordsPerBatch = 100;
const associationsPerBatch = 1000;

/** Types of associations, all of HubSpot's own making: from contacts, deals and companies towards the other. */
export const associationTypes = {
  contactToCompany: 279,
  contactToPrimaryCompany: 1,
  dealToCompany: 341,
  dealToPrimaryCompany: 5,
  dealToContact: 3,
  childToParentCompany: 14,
} as const;

const recordSchema = z.looseObject({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) });
const pageSchema = z.looseObject({
  results: z.array(recordSchema),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).optional(),
});
const createdSchema = z.looseObject({
  results: z.array(z.looseObject({ id: z.string(), objectWriteTraceId: z.string().optional() })),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});
const associationsSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      from: z.looseObject({ id: z.string() }),
      to: z.array(
        z.looseObject({
          toObjectId: z.union([z.string(), z.number()]).transform(String),
          associationTypes: z.array(z.looseObject({ category: z.string(), typeId: z.number() })),
        }),
      ),
      paging: z.unknown().optional(),
    }),
  ),
});
const pipelinesSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.string(),
      stages: z.array(z.looseObject({ id: z.string(), label: z.string(), displayOrder: z.number() })),
    }),
  ),
});
const accountSchema = z.looseObject({ timeZone: z.string() });
const searchSchema = z.looseObject({ total: z.number() });

export type HubspotRecord = z.output<typeof recordSchema>;
export type HubspotProperties = Readonly<Record<string, string>>;

export interface Association {
  readonly from: string;
  readonly to: string;
  readonly types: readonly number[];
}

/** Of HubSpot's date-versioned API. */
export const hubspotVersion = '2026-09';

export interface DealPipeline {
  readonly id: string;
  /** In the order of the pipeline. */
  readonly stages: readonly { readonly id: string; readonly label: string }[];
}

export type HubspotApi = ReturnType<typeof createHubspotApi>;

/** The few calls of HubSpot's API that the demo needs. */
export function createHubspotApi(options: Omit<JsonApiOptions, 'app'>) {
  const api = createJsonApi({ app: 'HubSpot', ...options });

  return {
    /** Ids of the new records, in the order given. */
    async create(object: string, records: readonly HubspotProperties[]): Promise<readonly string[]> {
      const ids: string[] = [];
      for (const part of inParts(records, recordsPerBatch)) {
        // Results come in an order of their own; the trace says which input each belongs to.
        const inputs = part.map((properties, index) => ({
          properties,
          objectWriteTraceId: String(index),
          associations: [],
        }));
        const answer = await api.send(createdSchema, 'POST', `/crm/objects/${hubspotVersion}/${object}/batch/create`, {
          inputs,
        });
        const [error] = answer.errors ?? [];
        if (error !== undefined) throw new DemoFailure(`HubSpot refused one of the ${object}: ${error.message}`);
        const byTrace = new Map(answer.results.map(({ objectWriteTraceId, id }) => [objectWriteTraceId, id]));
        ids.push(...part.map((_, index) => byTrace.get(String(index)) ?? ''));
      }
      return ids;
    },

    async update(object: string, id: string, properties: HubspotProperties): Promise<void> {
      await api.send(recordSchema, 'PATCH', `/crm/objects/${hubspotVersion}/${object}/${id}`, { properties });
    },

    async list(object: string, properties: readonly string[]): Promise<readonly HubspotRecord[]> {
      const records: HubspotRecord[] = [];
      for (let after: string | undefined = '0'; after !== undefined; ) {
        const query = new URLSearchParams({ limit: '100', properties: properties.join(',') });
        if (after !== '0') query.set('after', after);
        const page: z.output<typeof pageSchema> = await api.send(
          pageSchema,
          'GET',
          `/crm/objects/${hubspotVersion}/${object}?${query}`,
        );
        records.push(...page.results);
        after = page.paging?.next?.after;
      }
      return records;
    },

    async associate(from: string, to: string, associations: readonly Association[]): Promise<void> {
      for (const part of inParts(associations, associationsPerBatch)) {
        const inputs = part.map((association) => ({
          from: { id: association.from },
          to: { id: association.to },
          types: association.types.map((associationTypeId) => ({
            associationCategory: 'HUBSPOT_DEFINED',
            associationTypeId,
          })),
        }));
        await api.send(z.unknown(), 'POST', `/crm/associations/${hubspotVersion}/${from}/${to}/batch/create`, {
          inputs,
        });
      }
    },

    /** Ends the whole association of two records, whatever its types. */
    async dissociate(from: string, to: string, pair: Pick<Association, 'from' | 'to'>): Promise<void> {
      const inputs = [{ from: { id: pair.from }, to: [{ id: pair.to }] }];
      await api.send(z.unknown(), 'POST', `/crm/associations/${hubspotVersion}/${from}/${to}/batch/archive`, {
        inputs,
      });
    },

    async associations(from: string, to: string, ids: readonly string[]): Promise<readonly Association[]> {
      const found: Association[] = [];
      for (const part of inParts(ids, associationsPerBatch)) {
        const inputs = part.map((id) => ({ id }));
        const path = `/crm/associations/${hubspotVersion}/${from}/${to}/batch/read`;
        const { results } = await api.send(associationsSchema, 'POST', path, { inputs });
        for (const result of results) {
          if (result.paging !== undefined) throw new DemoFailure(`${from} ${result.from.id} has too many ${to}.`);
          for (const { toObjectId, associationTypes: types } of result.to) {
            found.push({ from: result.from.id, to: toObjectId, types: types.map(({ typeId }) => typeId) });
          }
        }
      }
      return found;
    },

    /** In which the portal's people see moments. */
    async timeZone(): Promise<string> {
      return (await api.send(accountSchema, 'GET', `/account-info/${hubspotVersion}/details`)).timeZone;
    },

    async dealPipeline(): Promise<DealPipeline> {
      const { results } = await api.send(pipelinesSchema, 'GET', `/crm/pipelines/${hubspotVersion}/deals`);
      const [pipeline] = results;
      if (pipeline === undefined) throw new DemoFailure('HubSpot has no deal pipeline.');
      return { id: pipeline.id, stages: pipeline.stages.toSorted((a, b) => a.displayOrder - b.displayOrder) };
    },

    /** How many records the search finds with this value: its index is a little behind the records. */
    async countFound(object: string, propertyName: string, value: string): Promise<number> {
      const filterGroups = [{ filters: [{ propertyName, operator: 'EQ', value }] }];
      const path = `/crm/objects/${hubspotVersion}/${object}/search`;
      const body = { filterGroups, limit: 1, after: '0', properties: [propertyName], sorts: [] };
      return (await api.send(searchSchema, 'POST', path, body)).total;
    },
  };
}

export function* inParts<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
