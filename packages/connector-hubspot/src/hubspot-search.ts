import { ContractError } from '@linkwright/core';
import { createRepeatGuard, unexpectedAnswer } from '@linkwright/http';
import type { HubspotClient } from './hubspot-client.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import { maxSearchBodyLength, type SearchRequest } from './hubspot-record-calls.ts';
import type { WireRecord } from './hubspot-wire.ts';

const pageSize = 200;

export interface SearchPage {
  /** None that an earlier page held. */
  readonly results: readonly WireRecord[];
  /** Do they carry all properties that were asked for, or only id and modification date? */
  readonly complete: boolean;
  /** HubSpot's time of the answer, milliseconds since 1970. */
  readonly date: number | null;
  readonly last: boolean;
}

/**
 * What was modified at or after `since`, oldest first; at least one page.
 *
 * HubSpot pages by offset and only up to 10,000. A record that is modified meanwhile moves to the end, and all behind it
 * move up by one: a page edge would then skip one. So each page asks anew for what is at or after the last date seen,
 * and drops what it has shown already. Where one moment fills a whole page (an import), that moment is drained by id.
 */
export async function* searchModified(
  client: HubspotClient,
  request: { readonly object: HubspotObject; readonly since: number; readonly properties: readonly string[] },
  signal: AbortSignal,
): AsyncIterable<SearchPage> {
  const { object } = request;
  const byDate = object.modifiedProperty;
  const complete = JSON.stringify(bodyOf(byDate, [], [...request.properties])).length < maxSearchBodyLength - 400;
  const properties = complete ? request.properties : [byDate, 'hs_object_id'];
  /** Ids shown at the date that the next page starts with. */
  let shown = new Set<string>();
  let from = String(request.since);
  for (;;) {
    const filters = [{ propertyName: byDate, operator: 'GTE', value: from }];
    const answer = await client.search(object.id, bodyOf(byDate, filters, properties), signal);
    const { results } = answer;
    const fresh = results.filter(({ id }) => !shown.has(id));
    const more = results.length > 0 && answer.next !== null;
    if (!more) {
      yield { results: fresh, complete, date: answer.date, last: true };
      return;
    }
    yield { results: fresh, complete, date: answer.date, last: false };
    const edge = momentOf(results.at(-1), byDate);
    if (Number(edge) > Number(from)) {
      shown = new Set(results.filter((wire) => momentOf(wire, byDate) === edge).map(({ id }) => id));
      from = edge;
      continue;
    }
    for (const { id } of results) shown.add(id);
    for await (const drained of drainMoment(client, object, from, properties, signal)) {
      yield { ...drained, results: drained.results.filter(({ id }) => !shown.has(id)), complete };
    }
    shown = new Set();
    from = String(Number(from) + 1);
  }
}

async function* drainMoment(
  client: HubspotClient,
  object: HubspotObject,
  moment: string,
  properties: readonly string[],
  signal: AbortSignal,
): AsyncIterable<Omit<SearchPage, 'complete'>> {
  let lastId = '0';
  const guard = createRepeatGuard('HubSpot', object.id);
  for (;;) {
    const filters = [
      { propertyName: object.modifiedProperty, operator: 'EQ', value: moment },
      { propertyName: 'hs_object_id', operator: 'GT', value: lastId },
    ];
    const answer = await client.search(object.id, bodyOf('hs_object_id', filters, properties), signal);
    const { results } = answer;
    if (results.length > 0) yield { results, date: answer.date, last: false };
    const next = results.at(-1)?.id;
    if (next === undefined || answer.next === null) return;
    guard(next);
    lastId = next;
  }
}

function bodyOf(sortBy: string, filters: readonly object[], properties: readonly string[]): SearchRequest {
  return {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: sortBy, direction: 'ASCENDING' }],
    properties,
    limit: pageSize,
  };
}

/** Milliseconds since 1970, as filters want them. */
function momentOf(wire: WireRecord | undefined, modifiedProperty: string): string {
  const moment = Date.parse(wire?.properties[modifiedProperty] ?? wire?.updatedAt ?? '');
  if (!Number.isNaN(moment)) return String(moment);
  throw new ContractError(
    `HubSpot found a record without its modification date (at "properties.${modifiedProperty}").`,
    { code: unexpectedAnswer },
  );
}
