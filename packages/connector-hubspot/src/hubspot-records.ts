import {
  type AlternateKeys,
  type CanonicalValue,
  canonicalDatetime,
  type Fields,
  RecordError,
  type SourceRecord,
  whereReadable,
} from '@linkwright/core';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { decodeValue, encodeValue } from './hubspot-field-codec.ts';
import type { OwnerDirectory } from './hubspot-owners.ts';
import type { WireRecord } from './hubspot-wire.ts';

export const mergedIdsProperty = 'hs_merged_object_ids';

/** What a read has to ask for so that `fields` and the record's own dates can be given. */
export function propertiesToRead(catalogue: ObjectCatalogue, fields: readonly string[]): readonly string[] {
  const alternates = fields.flatMap((field) => catalogue.object.alternateProperties?.[field] ?? []);
  return [...new Set([...fields, ...alternates, catalogue.object.modifiedProperty, mergedIdsProperty])];
}

/** Further values of a property by which HubSpot finds the record too. */
export function alternatesOf(
  wire: WireRecord,
  field: string,
  catalogue: ObjectCatalogue,
): readonly string[] | undefined {
  const shown = wire.properties[catalogue.object.alternateProperties?.[field] ?? ''];
  if (shown === undefined) return undefined;
  const values = (shown ?? '').split(';').map((value) => value.trim());
  return values.filter((value) => value !== '');
}

/**
 * A record with exactly these fields. A property that HubSpot does not know (any more), one that it leaves out of its answer
 * (the token may not see it; an empty one is there, as `null`) and a value that cannot be read are left out: none is a blank.
 */
export async function toSourceRecord(
  wire: WireRecord,
  fields: readonly string[],
  catalogue: ObjectCatalogue,
  owners: OwnerDirectory,
  signal: AbortSignal,
): Promise<SourceRecord> {
  const decoded: Record<string, CanonicalValue> = {};
  for (const field of fields) {
    const type = catalogue.typeByProperty.get(field);
    if (type === undefined) continue;
    const shown = wire.properties[field];
    const value = shown === undefined ? undefined : decodeValue(type, shown);
    if (value === undefined) continue;
    if (type !== 'user' || typeof value !== 'string') {
      decoded[field] = value;
      continue;
    }
    const email = await owners.emailOf(value, signal);
    if (email !== null) decoded[field] = email;
  }
  return { id: wire.id, fields: decoded, ...alternateKeysOf(wire, fields, catalogue), ...envelopeOf(wire, catalogue) };
}

/** Left out where HubSpot's answer does not tell them, as those to a write. */
function alternateKeysOf(
  wire: WireRecord,
  fields: readonly string[],
  catalogue: ObjectCatalogue,
): { readonly alternateKeys?: AlternateKeys } {
  const alternateKeys = whereReadable(fields, (field) => alternatesOf(wire, field, catalogue));
  return Object.keys(alternateKeys).length === 0 ? {} : { alternateKeys };
}

/** Dates by HubSpot's clock, and the ids that were merged into the record. */
function envelopeOf(wire: WireRecord, catalogue: ObjectCatalogue): Omit<SourceRecord, 'id' | 'fields'> {
  const { createdProperty } = catalogue.object;
  const createdAt = canonicalDatetime(wire.properties[createdProperty] ?? wire.createdAt);
  const modifiedAt = modifiedAtOf(wire, catalogue);
  const mergedFrom = (wire.properties[mergedIdsProperty] ?? '').split(';').filter((id) => id !== '' && id !== wire.id);
  return {
    ...(createdAt === null ? {} : { createdAt }),
    ...(modifiedAt === null ? {} : { modifiedAt }),
    ...(mergedFrom.length === 0 ? {} : { mergedFrom }),
  };
}

export function modifiedAtOf(wire: WireRecord, catalogue: ObjectCatalogue): string | null {
  return canonicalDatetime(wire.properties[catalogue.object.modifiedProperty] ?? wire.updatedAt);
}

/** Fields → wire properties. Rejects with a `RecordError` where an owner is not one of HubSpot's users. */
export async function toWireProperties(
  fields: Fields,
  catalogue: ObjectCatalogue,
  owners: OwnerDirectory,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const properties: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    properties[field] =
      catalogue.typeByProperty.get(field) === 'user' && typeof value === 'string'
        ? await ownerIdOf(field, value, owners, signal)
        : encodeValue(value);
  }
  return withPipeline(properties, catalogue);
}

async function ownerIdOf(field: string, email: string, owners: OwnerDirectory, signal: AbortSignal): Promise<string> {
  const id = await owners.ownerOf(email, signal);
  if (id !== null) return id;
  throw new RecordError(`HubSpot has no active user with the e-mail ${email} for ${field}.`, {
    code: 'unknown-owner',
    category: 'invalid-value',
    field,
    remedy: 'Invite the person to HubSpot, name another user in the other app, or take the field out of the mapping.',
  });
}

/** HubSpot takes a stage only together with its pipeline, unless it is the pipeline that the record is in. */
function withPipeline(properties: Record<string, string>, catalogue: ObjectCatalogue): Record<string, string> {
  const { pipelineProperty, stageProperty } = catalogue.object.pipeline ?? {};
  if (pipelineProperty === undefined || stageProperty === undefined) return properties;
  const stage = properties[stageProperty];
  if (stage === undefined || stage === '') return properties;
  if (properties[pipelineProperty] !== undefined || catalogue.pipelines.length < 2) return properties;
  const pipeline = catalogue.pipelines.find(({ stages }) => stages.some(({ id }) => id === stage));
  return pipeline === undefined ? properties : { ...properties, [pipelineProperty]: pipeline.id };
}
