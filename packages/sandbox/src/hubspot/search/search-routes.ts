import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { ObjectSpace } from '../portal.ts';
import type { RecordVersion, StoredRecord } from '../records/record-store.ts';
import { readProperty, recordBody } from '../records/record-view.ts';
import { comparableOf, compileFilter, compileQuery, type PropertyReader, type RecordTest } from './search-filters.ts';
import { readSearch, type Search } from './search-input.ts';

export const searchRoutes: readonly Route[] = [
  route('POST', 'objects/:objectType/search', search, { access: 'read', bucket: 'search' }),
];

interface Hit {
  readonly record: StoredRecord;
  readonly version: RecordVersion;
}

/** Sees every record as it stood when the index was last brought up to date; the associations as they are. */
function search(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const asked = readSearch(request, portal.settings.searchCeiling);
  const time = portal.now();
  const indexedTime = space.records.indexedTime(time);
  const readerOf = ({ record, version }: Hit): PropertyReader => {
    return (name) => readProperty(portal, space, record, version, name, indexedTime);
  };
  const test = compileSearch(call, space, asked);
  const hits: Hit[] = [];
  for (const hit of space.records.indexed(time)) if (test(hit.record, readerOf(hit))) hits.push(hit);
  const sorted = sortHits(space, hits, asked, readerOf);
  const end = asked.offset + asked.limit;
  const results = sorted
    .slice(asked.offset, end)
    .map(({ record, version }) =>
      recordBody(portal, space, record, { properties: asked.properties, time: indexedTime, version }),
    );
  const paging = end < sorted.length && asked.limit > 0 ? { paging: { next: { after: String(end) } } } : {};
  return { status: 200, body: { total: sorted.length, results, ...paging } };
}

function compileSearch(call: HubspotCall, space: ObjectSpace, asked: Search): RecordTest {
  const groups = asked.groups.map((group) => group.map((filter) => compileFilter(call.portal, space, filter)));
  const query = asked.query === '' ? undefined : compileQuery(space, asked.query);
  return (record, read) => {
    if (query !== undefined && !query(record, read)) return false;
    return groups.length === 0 || groups.some((group) => group.every((test) => test(record, read)));
  };
}

/** By creation when the caller has no wish; equal ones by id; those without a value last. */
function sortHits(
  space: ObjectSpace,
  hits: readonly Hit[],
  asked: Search,
  readerOf: (hit: Hit) => PropertyReader,
): readonly Hit[] {
  const name = (asked.sort?.propertyName ?? space.type.createdProperty).toLowerCase();
  const definition = space.properties.find(name);
  const comparable = comparableOf(definition?.type ?? 'string');
  const sign = asked.sort?.descending === true ? -1 : 1;
  const keyed = hits.map((hit) => {
    const value = readerOf(hit)(name);
    return { hit, key: value === null ? undefined : comparable(value) };
  });
  keyed.sort((left, right) => {
    if (left.key === right.key) return left.hit.record.number - right.hit.record.number;
    if (left.key === undefined) return 1;
    if (right.key === undefined) return -1;
    return left.key < right.key ? -sign : sign;
  });
  return keyed.map(({ hit }) => hit);
}
