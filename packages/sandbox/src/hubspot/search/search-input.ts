import { z } from 'zod';
import type { SandboxRequest } from '../../sandbox-app.ts';
import { validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';

const valueInput = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const filterInput = z.looseObject({
  propertyName: z.string(),
  operator: z.string(),
  value: valueInput.nullish(),
  highValue: valueInput.nullish(),
  values: z.array(valueInput).nullish(),
});

const sortInput = z.union([z.string(), z.looseObject({ propertyName: z.string(), direction: z.string().nullish() })]);

const searchInput = z.looseObject({
  filterGroups: z.array(z.looseObject({ filters: z.array(filterInput) })).nullish(),
  filters: z.array(filterInput).nullish(),
  sorts: z.array(sortInput).nullish(),
  query: z.string().nullish(),
  properties: z.array(z.string()).nullish(),
  limit: z.coerce.number().nullish(),
  after: z.union([z.string(), z.number()]).nullish(),
});

export type SearchFilter = z.infer<typeof filterInput>;

export interface Search {
  /** Filters of one group all hold; one group is enough. */
  readonly groups: readonly (readonly SearchFilter[])[];
  readonly sort: { readonly propertyName: string; readonly descending: boolean } | undefined;
  readonly query: string;
  readonly properties: readonly string[] | undefined;
  readonly limit: number;
  readonly offset: number;
}

const longestBody = 3_000;
const mostGroups = 5;
const mostFiltersPerGroup = 6;
const mostFilters = 18;
const pageSize = 10;
const largestPage = 200;

export function readSearch(request: SandboxRequest, ceiling: number): Search {
  const length = request.body.toString('utf8').length;
  if (length > longestBody) {
    throw validationFailure(`The request body has ${length} characters; the maximum is ${longestBody}`);
  }
  const input = readBody(request, searchInput);
  const groups = (input.filterGroups ?? []).map((group) => group.filters);
  if (input.filters != null && input.filters.length > 0) groups.push(input.filters);
  if (groups.length > mostGroups) throw validationFailure(`A search can have at most ${mostGroups} filter groups`);
  if (groups.some((group) => group.length > mostFiltersPerGroup)) {
    throw validationFailure(`A filter group can have at most ${mostFiltersPerGroup} filters`);
  }
  if (groups.flat().length > mostFilters) throw validationFailure(`A search can have at most ${mostFilters} filters`);
  const limit = input.limit ?? pageSize;
  if (!Number.isInteger(limit) || limit < 0 || limit > largestPage) {
    throw validationFailure(`The limit must be a number from 0 to ${largestPage}, not ${limit}`);
  }
  const offset = Number(input.after ?? 0);
  if (!Number.isInteger(offset) || offset < 0) throw validationFailure(`Invalid after ${input.after}`);
  if (offset + limit > ceiling) {
    throw validationFailure(`A search cannot be paged beyond its first ${ceiling} results`);
  }
  return {
    groups,
    sort: readSort(input.sorts?.[0]),
    query: (input.query ?? '').trim(),
    properties: input.properties == null || input.properties.length === 0 ? undefined : input.properties,
    limit,
    offset,
  };
}

/** Only the first rule counts. A text is a property name, descending with a leading minus. */
function readSort(sort: z.infer<typeof sortInput> | undefined): Search['sort'] {
  if (sort === undefined || sort === '') return undefined;
  if (typeof sort === 'string') {
    return { propertyName: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
  }
  return { propertyName: sort.propertyName, descending: sort.direction?.toUpperCase() === 'DESCENDING' };
}
