import { z } from 'zod';
import type { AirtableChangeSet } from './airtable-change-set.ts';
import { viewRecord } from './airtable-record-view.ts';
import type {
  AirtableState,
  BaseState,
  JsonObject,
  JsonValue,
  RecordState,
  TableState,
  UserState,
} from './airtable-state.ts';

const changeTypes = ['add', 'remove', 'update'] as const;

/** What a webhook watches. */
export const specificationSchema = z.looseObject({
  options: z.looseObject({
    filters: z.looseObject({
      dataTypes: z.array(z.enum(['tableData', 'tableFields', 'tableMetadata'])).min(1),
      recordChangeScope: z.string().optional(),
      changeTypes: z.array(z.enum(changeTypes)).optional(),
      fromSources: z.array(z.string()).optional(),
      watchDataInFieldIds: z.array(z.string()).optional(),
    }),
    includes: z.looseObject({}).optional(),
  }),
});

type Filters = z.output<typeof specificationSchema>['options']['filters'];

/** One request of a client, as it was done. */
export interface Transaction {
  readonly state: AirtableState;
  readonly base: BaseState;
  readonly changes: AirtableChangeSet;
  readonly user: UserState;
  readonly at: number;
  readonly number: number;
}

interface TableChanges {
  createdRecordsById?: Record<string, JsonObject>;
  changedRecordsById?: Record<string, JsonObject>;
  destroyedRecordIds?: string[];
}

/** What a webhook with these filters is told of a transaction. `null`: nothing. */
export function webhookPayload(transaction: Transaction, filters: Filters): JsonObject | null {
  const { base, changes, user, at, number } = transaction;
  const { fromSources, recordChangeScope, changeTypes: types = changeTypes } = filters;
  if (!filters.dataTypes.includes('tableData') || fromSources?.includes('publicApi') === false) return null;
  const tables = new Map<string, TableChanges>();
  const partOf = (tableId: string): TableChanges => {
    const part = tables.get(tableId) ?? {};
    if (recordChangeScope === undefined || recordChangeScope === tableId) tables.set(tableId, part);
    return part;
  };
  for (const id of types.includes('add') ? changes.created : []) {
    const found = recordIn(base, id);
    if (found === null) continue;
    const part = partOf(found.table.id);
    const createdTime = new Date(found.record.createdAt).toISOString();
    part.createdRecordsById ??= {};
    part.createdRecordsById[id] = { createdTime, cellValuesByFieldId: cellsOf(transaction, found) };
  }
  for (const [id, fields] of types.includes('update') ? changes.changed : []) {
    const found = changes.created.has(id) ? null : recordIn(base, id);
    const watched = [...fields].filter((field) => filters.watchDataInFieldIds?.includes(field) ?? true);
    if (found === null || watched.length === 0) continue;
    const all = cellsOf(transaction, found);
    const part = partOf(found.table.id);
    part.changedRecordsById ??= {};
    const cellValuesByFieldId = Object.fromEntries(watched.map((field) => [field, all[field] ?? null]));
    part.changedRecordsById[id] = { current: { cellValuesByFieldId } };
  }
  for (const [id, tableId] of types.includes('remove') ? changes.destroyed : []) {
    const part = partOf(tableId);
    part.destroyedRecordIds ??= [];
    part.destroyedRecordIds.push(id);
  }
  if (tables.size === 0) return null;
  const { id, email } = user;
  return {
    timestamp: new Date(at).toISOString(),
    baseTransactionNumber: number,
    payloadFormat: 'v0',
    actionMetadata: { source: 'publicApi', sourceMetadata: { user: { id, email, permissionLevel: 'create' } } },
    changedTablesById: Object.fromEntries([...tables].map(([table, part]) => [table, { ...part }])),
  };
}

interface FoundRecord {
  readonly table: TableState;
  readonly record: RecordState;
}

function recordIn(base: BaseState, id: string): FoundRecord | null {
  const table = base.tableOfRecord.get(id);
  const record = table?.records.get(id);
  return table && record ? { table, record } : null;
}

/** Unlike the records API, payloads show linked records as objects. */
function cellsOf({ state }: Transaction, { table, record }: FoundRecord): Record<string, JsonValue> {
  const shown: Record<string, JsonValue> = {};
  for (const [id, value] of Object.entries(viewRecord(state, table, record, { byId: true }).fields)) {
    const linked = record.links.get(id);
    shown[id] = linked ? [...linked].map((target) => ({ id: target })) : JSON.parse(JSON.stringify(value ?? null));
  }
  return shown;
}
