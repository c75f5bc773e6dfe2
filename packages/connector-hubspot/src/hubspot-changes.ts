import type { AppConnection, Associations, ChangePage, SourceRecord } from '@linkwright/core';
import { cursorPages } from '@linkwright/http';
import { associationFieldOf } from './hubspot-association-fields.ts';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { checkpoints } from './hubspot-checkpoint.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import { readInFull } from './hubspot-reads.ts';
import { modifiedAtOf, propertiesToRead, toSourceRecord } from './hubspot-records.ts';
import { searchModified } from './hubspot-search.ts';
import type { HubspotSession } from './hubspot-session.ts';
import type { WireRecord } from './hubspot-wire.ts';

export type ChangesRequest = Parameters<AppConnection['readChanges']>[0];

/**
 * Every search starts this much before the last one began. The search index lags "a few moments" behind the records;
 * misses of some 4 s have been recorded, integrators plan for 30 s. What it lags longer is found by the next complete
 * comparison.
 */
export const overlapMs = 120_000;

/**
 * Without a checkpoint, or with one of an unfinished listing: the list, which is consistent and knows no ceiling. With
 * one of a finished listing: the search by modification date.
 */
export async function* readChanges(
  session: HubspotSession,
  request: ChangesRequest,
  signal: AbortSignal,
): AsyncIterable<ChangePage> {
  const catalogue = await session.catalogue.known(request.object, signal);
  const checkpoint = request.since === null ? null : checkpoints.read(request.since);
  if (checkpoint?.mode === 'search') yield* readBySearch(session, request, catalogue, checkpoint.since, signal);
  else yield* readByList(session, request, catalogue, checkpoint, signal);
}

async function* readByList(
  session: HubspotSession,
  request: ChangesRequest,
  catalogue: ObjectCatalogue,
  from: { readonly after: string; readonly startedAt: number } | null,
  signal: AbortSignal,
): AsyncIterable<ChangePage> {
  const { client } = session;
  const properties = propertiesToRead(catalogue, request.fields);
  // Marks are not told apart in a list; the engine asks `readAssociations` for them.
  const sets = request.associations.filter((id) => associationFieldOf(request.object, id).mark === undefined);
  const setObjects = await Promise.all(sets.map((id) => session.catalogue.object(id, signal)));
  const fits = client.fitsInUrl(request.object, properties, sets);
  const listed = fits ? properties : ['hs_object_id', catalogue.object.modifiedProperty];
  let startedAt = from?.startedAt ?? null;
  const paging = { appName: 'HubSpot', what: request.object, from: from?.after ?? null };
  const pages = cursorPages(paging, (after) =>
    client.list({ object: request.object, after, properties: listed, associations: sets }, signal),
  );
  for await (const { results, date, next } of pages) {
    startedAt ??= date ?? newestOf(results, catalogue) ?? 0;
    const wires = fits
      ? results
      : await readInFull(session, { object: request.object, wires: results, properties }, signal);
    const records: SourceRecord[] = [];
    for (const wire of wires) {
      const record = await toSourceRecord(wire, request.fields, catalogue, session.owners, signal);
      records.push({ ...record, associations: inlineAssociations(wire, setObjects) });
    }
    const checkpoint =
      next === null
        ? checkpoints.write({ mode: 'search', since: startedAt })
        : checkpoints.write({ mode: 'list', after: next, startedAt });
    yield { records, deleted: [], checkpoint };
  }
}

/** By set. A list that goes on beyond the page is left out: it was not read. */
function inlineAssociations(wire: WireRecord, sets: readonly HubspotObject[]): Associations {
  const inline = new Map(Object.entries(wire.associations ?? {}).map(([name, list]) => [name.toLowerCase(), list]));
  const known = sets.flatMap(({ inlineNames }) => inlineNames.map((name) => name.toLowerCase()));
  // How a custom object is named here is documented nowhere: a name that is not understood may be any of them.
  const strange = [...inline.keys()].some((name) => !known.includes(name));
  const associations: Record<string, readonly { readonly id: string }[]> = {};
  for (const { id, custom, inlineNames } of sets) {
    const list = inlineNames.map((name) => inline.get(name.toLowerCase())).find((found) => found !== undefined);
    if (list?.paging?.next !== undefined || (list === undefined && custom && strange)) continue;
    // The same target stands there once for each of its association types.
    associations[id] = [...new Set(list?.results.map((target) => target.id))].map((target) => ({ id: target }));
  }
  return associations;
}

async function* readBySearch(
  session: HubspotSession,
  request: ChangesRequest,
  catalogue: ObjectCatalogue,
  since: number,
  signal: AbortSignal,
): AsyncIterable<ChangePage> {
  const properties = propertiesToRead(catalogue, request.fields);
  let watermark: number | null = null;
  const pages = searchModified(
    session.client,
    { object: catalogue.object, since: Math.max(0, since - overlapMs), properties },
    signal,
  );
  for await (const page of pages) {
    // HubSpot's time at the first call: whatever is modified later is the next search's.
    watermark ??= page.date ?? newestOf(page.results, catalogue) ?? since;
    const wires = page.complete
      ? page.results
      : await readInFull(session, { object: request.object, wires: page.results, properties }, signal);
    const records: SourceRecord[] = [];
    for (const wire of wires)
      records.push(await toSourceRecord(wire, request.fields, catalogue, session.owners, signal));
    const reached = page.last ? watermark : Math.min(watermark, newestOf(page.results, catalogue) ?? since);
    yield {
      records,
      deleted: [],
      checkpoint: checkpoints.write({ mode: 'search', since: Math.max(since, reached) }),
    };
  }
}

function newestOf(wires: readonly WireRecord[], catalogue: ObjectCatalogue): number | null {
  let newest: number | null = null;
  for (const wire of wires) {
    const modifiedAt = modifiedAtOf(wire, catalogue);
    if (modifiedAt !== null) newest = Math.max(newest ?? 0, Date.parse(modifiedAt));
  }
  return newest;
}
