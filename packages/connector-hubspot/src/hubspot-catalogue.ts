import { ConfigurationError, type FieldType, isErrorOfKind } from '@linkwright/core';
import type { HubspotClient } from './hubspot-client.ts';
import { customObjectsOf } from './hubspot-custom-objects.ts';
import { refusedObject, unseenObject } from './hubspot-errors.ts';
import { fieldTypeOf } from './hubspot-field-codec.ts';
import { findHubspotObject, type HubspotObject, hubspotObjects } from './hubspot-objects.ts';
import { withPipelineOptions } from './hubspot-pipelines.ts';
import { joinRead, type SharedRead } from './hubspot-shared-read.ts';
import type { WirePipeline, WireProperty } from './hubspot-wire.ts';

/** What HubSpot says of an object type: without it no value can be read or written. */
export interface ObjectCatalogue {
  readonly object: HubspotObject;
  readonly properties: readonly WireProperty[];
  readonly typeByProperty: ReadonlyMap<string, FieldType>;
  readonly pipelines: readonly WirePipeline[];
}

/** HubSpot's own objects and the portal's. */
export interface ObjectListing {
  readonly objects: readonly HubspotObject[];
  /** Scopes that the key lacks to list the portal's own; `null`: they are all there. */
  readonly unseen: readonly string[] | null;
}

export interface Catalogue {
  /** As it is at the moment. */
  list(signal: AbortSignal): Promise<ObjectListing>;
  /** As this connection last read it. */
  knownList(signal: AbortSignal): Promise<ObjectListing>;
  /** As it is at the moment. */
  read(object: string, signal: AbortSignal): Promise<ObjectCatalogue>;
  /** As this connection last read it. */
  known(object: string, signal: AbortSignal): Promise<ObjectCatalogue>;
  /** The type alone. Throws a `ConfigurationError` for one that is not there. */
  object(id: string, signal: AbortSignal): Promise<HubspotObject>;
}

export function createCatalogue(client: HubspotClient): Catalogue {
  const cache = new Map<string, SharedRead<ObjectCatalogue>>();
  let listing: SharedRead<ObjectListing> | null = null;

  function list(signal: AbortSignal): Promise<ObjectListing> {
    const reading = { value: readListing(client, signal), signal };
    listing = reading;
    reading.value.catch(() => {
      if (listing === reading) listing = null;
    });
    return reading.value;
  }

  const knownList = (signal: AbortSignal) =>
    joinRead(
      () => listing,
      () => list(signal),
      signal,
    );

  async function object(id: string, signal: AbortSignal): Promise<HubspotObject> {
    const own = findHubspotObject(id);
    if (own !== undefined) return own;
    const find = ({ objects }: ObjectListing) => objects.find((candidate) => candidate.id === id);
    // It may have been made since the last listing.
    const found = (listing === null ? undefined : find(await knownList(signal))) ?? find(await list(signal));
    if (found !== undefined) return found;
    throw unknownObject(id, await knownList(signal));
  }

  function read(id: string, signal: AbortSignal): Promise<ObjectCatalogue> {
    const reading = { value: object(id, signal).then((found) => readObject(client, found, signal)), signal };
    cache.set(id, reading);
    reading.value.catch(() => {
      if (cache.get(id) === reading) cache.delete(id);
    });
    return reading.value;
  }

  return {
    list,
    knownList,
    object,
    read,
    known: (id, signal) =>
      joinRead(
        () => cache.get(id) ?? null,
        () => read(id, signal),
        signal,
      ),
  };
}

async function readListing(client: HubspotClient, signal: AbortSignal): Promise<ObjectListing> {
  const { schemas, missingScopes } = await client.schemas(signal);
  return {
    objects: [...hubspotObjects, ...customObjectsOf(schemas ?? [])],
    unseen: schemas === null ? missingScopes : null,
  };
}

async function readObject(client: HubspotClient, object: HubspotObject, signal: AbortSignal): Promise<ObjectCatalogue> {
  const { id, pipeline } = object;
  try {
    const listed = client.properties(id, signal);
    // Whether a custom object has pipelines is told by its properties.
    const staged =
      pipeline !== undefined && (!object.custom || (await listed).some(({ name }) => name === pipeline.stageProperty));
    const [properties, pipelines] = await Promise.all([listed, staged ? client.pipelines(id, signal) : []]);
    const complete = pipeline === undefined ? properties : withPipelineOptions(properties, pipelines, pipeline);
    const typeByProperty = new Map(complete.map((property) => [property.name, fieldTypeOf(property)]));
    return { object, properties: complete, typeByProperty, pipelines };
  } catch (error) {
    throw isErrorOfKind(error, 'authentication') ? refusedObject(object.label, error) : error;
  }
}

function unknownObject(id: string, { objects, unseen }: ObjectListing): Error {
  if (unseen !== null) return unseenObject(id, unseen);
  return new ConfigurationError(`HubSpot has no object "${id}" that this connector knows.`, {
    code: 'unknown-object',
    remedy: `Name one of ${objects.map(({ name }) => name).join(', ')}.`,
  });
}
