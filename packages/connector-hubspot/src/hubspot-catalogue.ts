import { ConfigurationError, type FieldType } from '@linkwright/core';
import type { HubspotClient } from './hubspot-client.ts';
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

export interface Catalogue {
  /** As it is at the moment. */
  read(object: string, signal: AbortSignal): Promise<ObjectCatalogue>;
  /** As this connection last read it. */
  known(object: string, signal: AbortSignal): Promise<ObjectCatalogue>;
}

export function createCatalogue(client: HubspotClient): Catalogue {
  const cache = new Map<string, SharedRead<ObjectCatalogue>>();

  function read(id: string, signal: AbortSignal): Promise<ObjectCatalogue> {
    const reading = { value: readObject(client, id, signal), signal };
    cache.set(id, reading);
    reading.value.catch(() => {
      if (cache.get(id) === reading) cache.delete(id);
    });
    return reading.value;
  }

  return {
    read,
    known: (id, signal) =>
      joinRead(
        () => cache.get(id) ?? null,
        () => read(id, signal),
        signal,
      ),
  };
}

async function readObject(client: HubspotClient, id: string, signal: AbortSignal): Promise<ObjectCatalogue> {
  const object = requireObject(id);
  const [listed, pipelines] = await Promise.all([
    client.properties(id, signal),
    object.hasPipelines ? client.pipelines(id, signal) : [],
  ]);
  const properties = object.hasPipelines ? withPipelineOptions(listed, pipelines) : listed;
  const typeByProperty = new Map(properties.map((property) => [property.name, fieldTypeOf(property)]));
  return { object, properties, typeByProperty, pipelines };
}

export function requireObject(id: string): HubspotObject {
  const object = findHubspotObject(id);
  if (object !== undefined) return object;
  throw new ConfigurationError(`HubSpot has no object "${id}" that this connector knows.`, {
    code: 'unknown-object',
    remedy: `Name one of ${hubspotObjects.map((known) => known.id).join(', ')}.`,
  });
}
