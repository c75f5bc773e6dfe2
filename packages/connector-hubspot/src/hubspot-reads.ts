import { type AppConnection, chunksOf, type ReadRecord } from '@linkwright/core';
import { cursorPages } from '@linkwright/http';
import { readAssociations } from './hubspot-associations.ts';
import { propertiesToRead, toSourceRecord } from './hubspot-records.ts';
import type { HubspotSession } from './hubspot-session.ts';
import type { WireRecord } from './hubspot-wire.ts';

const batchSize = 100;

/**
 * Batch reads leave out merged-away ids like deleted ones, while a single read follows a merge. So each missing id is
 * asked for once more by itself.
 */
export async function readRecords(
  session: HubspotSession,
  request: Parameters<AppConnection['readRecords']>[0],
  signal: AbortSignal,
): Promise<readonly ReadRecord[]> {
  const { object, fields } = request;
  const catalogue = await session.catalogue.known(object, signal);
  const properties = propertiesToRead(catalogue, fields);
  const wireById = new Map<string, WireRecord | null>();
  for (const ids of chunksOf([...new Set(request.ids)], batchSize)) {
    for (const wire of await session.client.batchRead({ object, ids, properties }, signal)) wireById.set(wire.id, wire);
    const missing = ids.filter((id) => !wireById.has(id));
    await Promise.all(
      missing.map(async (id) => wireById.set(id, await session.client.get(object, id, properties, signal))),
    );
  }
  const present = [...wireById.values()].flatMap((wire) => (wire === null ? [] : [wire.id]));
  const associationsById = new Map(
    request.associations.length === 0
      ? []
      : (
          await readAssociations(
            session,
            { object, associations: request.associations, ids: [...new Set(present)] },
            signal,
          )
        ).map((read) => [read.id, read.associations]),
  );
  return Promise.all(
    request.ids.map(async (id): Promise<ReadRecord> => {
      const wire = wireById.get(id) ?? null;
      if (wire === null) return { id, record: null };
      const record = await toSourceRecord(wire, fields, catalogue, session.owners, signal);
      const associations = associationsById.get(wire.id) ?? null;
      return { id, record: associations === null ? record : { ...record, associations } };
    }),
  );
}

/** From the list: consistent, and without the ceiling of the search. */
export async function* listIds(
  session: HubspotSession,
  request: { readonly object: string },
  signal: AbortSignal,
): AsyncIterable<readonly string[]> {
  const query = { object: request.object, properties: ['hs_object_id'], associations: [] };
  const pages = cursorPages({ appName: 'HubSpot', what: request.object }, (after) =>
    session.client.list({ ...query, after }, signal),
  );
  for await (const { results } of pages) yield results.map(({ id }) => id);
}

/** The same records with all properties; those that went meanwhile are left out, a sweep finds them. */
export async function readInFull(
  session: HubspotSession,
  request: { readonly object: string; readonly wires: readonly WireRecord[]; readonly properties: readonly string[] },
  signal: AbortSignal,
): Promise<readonly WireRecord[]> {
  const { object, properties } = request;
  const full: WireRecord[] = [];
  for (const part of chunksOf(request.wires, batchSize)) {
    const read = await session.client.batchRead({ object, ids: part.map(({ id }) => id), properties }, signal);
    const byId = new Map(read.map((wire) => [wire.id, wire]));
    for (const { id, associations } of part) {
      const wire = byId.get(id);
      if (wire !== undefined) full.push({ ...wire, ...(associations === undefined ? {} : { associations }) });
    }
  }
  return full;
}
