import {
  type AppConnection,
  baseNormalizers,
  type CanonicalValue,
  chunksOf,
  type LookupKey,
  type SourceRecord,
} from '@linkwright/core';
import { cursorPages } from '@linkwright/http';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { decodeValue, encodeValue } from './hubspot-field-codec.ts';
import { readInFull } from './hubspot-reads.ts';
import type { SearchRequest } from './hubspot-record-calls.ts';
import { alternatesOf, propertiesToRead, toSourceRecord } from './hubspot-records.ts';
import { searchBodies } from './hubspot-search-bodies.ts';
import type { HubspotSession } from './hubspot-session.ts';
import type { WireRecord } from './hubspot-wire.ts';

const batchSize = 100;

/** HubSpot's search shows no more. */
const mostFound = 10_000;

/**
 * Candidates, perhaps too many. A unique property is read by its value, which is consistent; others are searched for,
 * which may miss what was written a moment ago.
 */
export async function findByKey(
  session: HubspotSession,
  request: Parameters<AppConnection['findByKey']>[0],
  signal: AbortSignal,
): Promise<readonly (readonly SourceRecord[])[]> {
  const catalogue = await session.catalogue.known(request.object, signal);
  const keys = await Promise.all(request.keys.map((key) => toWireKey(key, session, catalogue, signal)));
  const keyFields = [...new Set(keys.flatMap((key) => (key === null ? [] : [...key.keys()])))];
  const properties = [
    ...new Set([...propertiesToRead(catalogue, request.fields), ...propertiesToRead(catalogue, keyFields)]),
  ];
  const found = new Map<string, WireRecord>();
  const wanted = keys.filter((key) => key !== null);
  const unique = uniqueProperties(catalogue);
  for (const property of unique) {
    const values = wanted
      .filter((key) => leadingProperty(key, unique) === property)
      .map((key) => key.get(property) ?? '');
    for (const ids of chunksOf([...new Set(values)], batchSize)) {
      const read = { object: request.object, ids, properties, idProperty: property };
      for (const wire of await session.client.batchRead(read, signal)) found.set(wire.id, wire);
    }
  }
  const searched = wanted.filter((key) => leadingProperty(key, unique) === null);
  const search = searchBodies(searched, catalogue, properties);
  for (const body of search.bodies) {
    const wires = await searchAll(session, request.object, body, signal);
    const full = search.complete
      ? wires
      : await readInFull(session, { object: request.object, wires, properties }, signal);
    for (const wire of full) found.set(wire.id, wire);
  }
  const wires = [...found.values()];
  return Promise.all(
    keys.map((key) =>
      Promise.all(
        wires
          .filter((wire) => key !== null && bears(wire, key, catalogue))
          .map((wire) => toSourceRecord(wire, request.fields, catalogue, session.owners, signal)),
      ),
    ),
  );
}

/** Values as HubSpot spells them, by property. `null`: a part is empty or names nobody, so nothing bears the key. */
async function toWireKey(
  key: LookupKey,
  session: HubspotSession,
  catalogue: ObjectCatalogue,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | null> {
  const values = new Map<string, string>();
  for (const [field, value] of Object.entries(key)) {
    const text = await toWireValue(field, value, session, catalogue, signal);
    if (text === '') return null;
    values.set(field, text);
  }
  return values.size === 0 ? null : values;
}

async function toWireValue(
  field: string,
  value: CanonicalValue,
  session: HubspotSession,
  catalogue: ObjectCatalogue,
  signal: AbortSignal,
): Promise<string> {
  const type = catalogue.typeByProperty.get(field);
  if (type === 'user' && typeof value === 'string') return (await session.owners.ownerOf(value, signal)) ?? '';
  const text = encodeValue(value).trim();
  // HubSpot keeps the bare host of a company's domain, whatever was typed.
  return field === 'domain' ? hostOf(text) : text;
}

function hostOf(text: string): string {
  const address = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  return URL.canParse(`http://${address}`) ? new URL(`http://${address}`).hostname.replace(/^www\./, '') : text;
}

function uniqueProperties(catalogue: ObjectCatalogue): readonly string[] {
  const declared = catalogue.properties.filter((property) => property.hasUniqueValue === true).map(({ name }) => name);
  return [...new Set([...catalogue.object.uniqueProperties, ...declared])];
}

/** The property of the key that names at most one record. `null`: none does. */
function leadingProperty(key: ReadonlyMap<string, string>, unique: readonly string[]): string | null {
  return unique.find((property) => key.has(property)) ?? null;
}

/** Without case and superfluous blanks; a contact also answers to its additional e-mails. */
function bears(wire: WireRecord, key: ReadonlyMap<string, string>, catalogue: ObjectCatalogue): boolean {
  for (const [property, value] of key) {
    const values = [wire.properties[property] ?? ''];
    values.push(...(alternatesOf(wire, property, catalogue) ?? []));
    const loosely = looseSpelling(property, catalogue);
    if (!values.some((candidate) => loosely(candidate) === loosely(value))) return false;
  }
  return true;
}

function looseSpelling(property: string, catalogue: ObjectCatalogue): (value: string) => string {
  const type = catalogue.typeByProperty.get(property);
  return (value) => {
    if (type === 'decimal' || type === 'date' || type === 'datetime') return String(decodeValue(type, value) ?? value);
    const text = property === 'domain' ? hostOf(value) : value;
    return baseNormalizers.text(text);
  };
}

async function searchAll(
  session: HubspotSession,
  object: string,
  body: SearchRequest,
  signal: AbortSignal,
): Promise<readonly WireRecord[]> {
  const found: WireRecord[] = [];
  const pages = cursorPages({ appName: 'HubSpot', what: object }, (after) =>
    session.client.search(object, after === null ? body : { ...body, after }, signal),
  );
  for await (const { results } of pages) {
    found.push(...results);
    if (found.length >= mostFound) break;
  }
  return found;
}
