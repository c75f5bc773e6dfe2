import { z } from 'zod';
import { resolveField } from './airtable-computed-fields.ts';
import { type AirtableFailure, failure, invalidRequest, unknownFieldName } from './airtable-errors.ts';
import { isId } from './airtable-ids.ts';
import type { ListIterators } from './airtable-list-iterators.ts';
import { sortRecords } from './airtable-record-sorting.ts';
import { formulaRow } from './airtable-record-values.ts';
import { viewRecord } from './airtable-record-view.ts';
import {
  type AirtableState,
  defaultViewName,
  type FieldState,
  findField,
  type RecordState,
  type TableState,
} from './airtable-state.ts';
import { type CompiledFormula, compileFormula, UnknownFormulaFieldsError } from './formula/compile-formula.ts';
import { FormulaSyntaxError } from './formula/formula-tokenizer.ts';
import { FormulaEvaluationError, isTrue } from './formula/formula-values.ts';

const largestPage = 100;

/** An empty text stands for absent: that is how clients spell an absent value in a query. */
const optionalText = z
  .string()
  .transform((text) => (text === '' ? undefined : text))
  .nullish();

const listSchema = z.strictObject({
  pageSize: z.int().min(1).max(largestPage).nullish(),
  /** The older name of `pageSize`. */
  limit: z.int().min(1).max(largestPage).nullish(),
  maxRecords: z.int().min(1).nullish(),
  offset: optionalText,
  view: optionalText,
  sort: z.array(z.strictObject({ field: z.string(), direction: z.enum(['asc', 'desc']).optional() })).nullish(),
  filterByFormula: optionalText,
  fields: z.array(z.string()).nullish(),
  cellFormat: z.enum(['json', 'string']).nullish(),
  timeZone: optionalText,
  userLocale: optionalText,
  returnFieldsByFieldId: z.boolean().nullish(),
  recordMetadata: z.array(z.literal('commentCount')).nullish(),
  /** The vendor's client sends its own choice of GET or POST along. */
  method: z.string().nullish(),
});

type ListRequest = z.output<typeof listSchema>;

/** A page of records. The first page settles which records there are and their order; the following ones show them as they are. */
export function listRecords(
  state: AirtableState,
  iterators: ListIterators,
  table: TableState,
  parameters: unknown,
): unknown {
  const parsed = listSchema.safeParse(parameters);
  if (!parsed.success) throw invalidRequest();
  const request = parsed.data;
  if (request.cellFormat === 'string' && (request.timeZone == null || request.userLocale == null))
    throw invalidRequest();
  const fields = request.fields?.map((name) => knownField(table, name));
  const { ids, next } = iterators.page(
    table,
    request.offset ?? undefined,
    request.pageSize ?? request.limit ?? largestPage,
    () => matchingIds(state, table, request),
  );
  const records = ids.flatMap((id) => {
    const record = table.records.get(id);
    return record === undefined ? [] : [record];
  });
  const options = {
    byId: request.returnFieldsByFieldId ?? false,
    fields,
    asText: request.cellFormat === 'string',
    commentCount: request.recordMetadata?.includes('commentCount') ?? false,
  };
  const views = records.map((record) => viewRecord(state, table, record, options));
  return next === undefined ? { records: views } : { records: views, offset: next };
}

/** The parameters of a query string, in the form that the body of `listRecords` has. */
export function listParametersOf(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const parameters: Record<string, unknown> = {};
  const lists = new Map<string, string[]>();
  const sort = new Map<string, Record<string, string>>();
  for (const [key, value] of query) {
    const list = /^(fields|recordMetadata)\[\d*\]$/.exec(key)?.[1];
    const [, place, property] = /^sort\[(\d+)\]\[(\w+)\]$/.exec(key) ?? [];
    if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), value]);
    else if (place !== undefined && property !== undefined) {
      sort.set(place, { ...sort.get(place), [property]: value });
    } else parameters[key] = scalarOf(key, value);
  }
  if (sort.size > 0) parameters.sort = [...sort].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
  return { ...parameters, ...Object.fromEntries(lists) };
}

function scalarOf(key: string, value: string): unknown {
  if (key === 'pageSize' || key === 'maxRecords' || key === 'limit') return value === '' ? undefined : Number(value);
  if (key === 'returnFieldsByFieldId') return value === 'true' || value === '1';
  return value;
}

function matchingIds(state: AirtableState, table: TableState, request: ListRequest): readonly string[] {
  if (request.view != null) requireView(table, request.view);
  const sort = request.sort?.map(({ field, direction }) => ({
    field: knownField(table, field),
    descending: direction === 'desc',
  }));
  let records: readonly RecordState[] = [...table.records.values()];
  if (request.filterByFormula != null) {
    const formula = compileFilter(table, request.filterByFormula);
    records = records.filter((record) => isKept(state, table, record, formula));
  }
  if (sort !== undefined && sort.length > 0) records = sortRecords(state, table, records, sort);
  const ids = records.map(({ id }) => id);
  return request.maxRecords == null ? ids : ids.slice(0, request.maxRecords);
}

function compileFilter(table: TableState, text: string): CompiledFormula {
  try {
    return compileFormula(text, (name) => resolveField(table, name));
  } catch (error) {
    if (!(error instanceof FormulaSyntaxError) && !(error instanceof UnknownFormulaFieldsError)) throw error;
    throw failure(422, 'INVALID_FILTER_BY_FORMULA', `The formula for filtering records is invalid: ${error.message}`);
  }
}

function isKept(state: AirtableState, table: TableState, record: RecordState, formula: CompiledFormula): boolean {
  try {
    return isTrue(formula.evaluate(formulaRow(state, table, record)));
  } catch (error) {
    if (error instanceof FormulaEvaluationError) return false;
    throw error;
  }
}

/** A table has its one grid view, which shows every record: views are not made through the API. */
function requireView(table: TableState, view: string): void {
  if (view === table.viewId || view === defaultViewName) return;
  throw isId('viw', view) ? unknownView(table, view) : failure(422, 'VIEW_NAME_NOT_FOUND', `View ${view} not found`);
}

function unknownView(table: TableState, view: string): AirtableFailure {
  const ofAnotherTable = [...table.base.tables.values()].some((other) => other.viewId === view);
  return ofAnotherTable
    ? failure(422, 'FAILED_STATE_CHECK')
    : failure(422, 'VIEW_ID_NOT_FOUND', `View ${view} not found`);
}

function knownField(table: TableState, name: string): FieldState {
  const field = findField(table, name);
  if (field === undefined) throw unknownFieldName(name);
  return field;
}
