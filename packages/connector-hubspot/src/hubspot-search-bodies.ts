import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { maxSearchBodyLength, type SearchRequest } from './hubspot-record-calls.ts';

/** HubSpot takes five groups of six filters, eighteen in all. */
const maxGroups = 5;
const maxFilters = 18;

export interface SearchBodies {
  readonly bodies: readonly SearchRequest[];
  /** A search with a long list of properties is refused: then they ask for ids only, which are to be read. */
  readonly complete: boolean;
}

/** As many keys in one search as its limits take: values of one property in a list, composite keys a group each. */
export function searchBodies(
  keys: readonly ReadonlyMap<string, string>[],
  catalogue: ObjectCatalogue,
  properties: readonly string[],
): SearchBodies {
  const bodies: SearchRequest[] = [];
  const base = { sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' as const }], properties, limit: 200 };
  const complete = JSON.stringify(base).length < maxSearchBodyLength - 1000;
  const common = complete ? base : { ...base, properties: ['hs_object_id'] };
  const add = (filterGroups: SearchRequest['filterGroups']) => {
    if (filterGroups.length > 0) bodies.push({ ...common, filterGroups });
  };
  for (const [property, values] of singleValues(keys)) {
    let list: string[] = [];
    for (const value of values) {
      const grown = [...list, searchValue(property, value, catalogue)];
      const groups = [{ filters: [{ propertyName: property, operator: 'IN', values: grown }] }];
      if (list.length > 0 && isTooLong({ ...common, filterGroups: groups })) {
        add([{ filters: [{ propertyName: property, operator: 'IN', values: list }] }]);
        list = grown.slice(-1);
      } else list = grown;
    }
    if (list.length > 0) add([{ filters: [{ propertyName: property, operator: 'IN', values: list }] }]);
  }
  let groups: { readonly filters: readonly object[] }[] = [];
  for (const key of keys.filter((candidate) => candidate.size > 1)) {
    const filters = [...key].map(([propertyName, value]) => ({ propertyName, operator: 'EQ', value }));
    const grown = [...groups, { filters }];
    const count = grown.reduce((sum, group) => sum + group.filters.length, 0);
    if (
      groups.length > 0 &&
      (grown.length > maxGroups || count > maxFilters || isTooLong({ ...common, filterGroups: grown }))
    ) {
      add(groups);
      groups = [{ filters }];
    } else groups = grown;
  }
  add(groups);
  return { bodies, complete };
}

/** HubSpot counts characters; other scripts may be counted in bytes, so bytes it is. */
function isTooLong(body: SearchRequest): boolean {
  return Buffer.byteLength(JSON.stringify(body)) > maxSearchBodyLength;
}

function singleValues(keys: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const key of keys) {
    if (key.size !== 1) continue;
    for (const [property, value] of key) values.set(property, (values.get(property) ?? new Set()).add(value));
  }
  return values;
}

/** Texts in a list must be sent in lower case; options are compared with their case. */
function searchValue(property: string, value: string, catalogue: ObjectCatalogue): string {
  const type = catalogue.typeByProperty.get(property);
  if (type === 'option' || type === 'user') return value;
  if (type === 'date' || type === 'datetime') return String(Date.parse(value));
  return value.toLowerCase();
}
