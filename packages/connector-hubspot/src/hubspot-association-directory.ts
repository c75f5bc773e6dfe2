import { ContractError } from '@linkwright/core';
import type { LabeledType } from './hubspot-association-schema.ts';
import { type AssociationType, knownInverse, knownMarks, knownUnlabeledType } from './hubspot-association-types.ts';
import type { HubspotClient } from './hubspot-client.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import { joinRead, type SharedRead } from './hubspot-shared-read.ts';
import type { WireSchema } from './hubspot-wire.ts';

/** Which types of associations a portal has. */
export interface AssociationDirectory {
  /** As they are at the moment. */
  readTypes(from: string, to: string, signal: AbortSignal): Promise<readonly LabeledType[]>;
  readLimits(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Of these objects; none where the key may not ask. */
  readSchemas(objects: readonly HubspotObject[], signal: AbortSignal): Promise<readonly WireSchema[]>;
  /** Tells the two directions of a portal's labels together; the objects' schemas are read. */
  readInverses(objects: readonly HubspotObject[], signal: AbortSignal): Promise<InverseLookup>;
  /** The type without a label, as last read. Throws a `ContractError` where two objects cannot be associated. */
  unlabeledType(from: string, to: string, signal: AbortSignal): Promise<AssociationType>;
  /** Has HubSpot refused default associations from the one object to the other? */
  isWithoutDefault(from: string, to: string): boolean;
  noteWithoutDefault(from: string, to: string): void;
}

/** `null`: not told. `from` and `to` are type ids (`0-1`). */
export type InverseLookup = (from: string, to: string, type: AssociationType) => AssociationType | null;

export function createAssociationDirectory(client: HubspotClient): AssociationDirectory {
  const cache = new Map<string, SharedRead<readonly LabeledType[]>>();
  const withoutDefault = new Set<string>();

  function readTypes(from: string, to: string, signal: AbortSignal): Promise<readonly LabeledType[]> {
    const key = `${from}>${to}`;
    const types = client.associationTypes(from, to, signal);
    // A key that may not ask can still use what every portal has.
    const value = types.then((told) => (told === null ? knownTypes(from, to) : toLabeledTypes(told)));
    const reading = { value, signal };
    cache.set(key, reading);
    reading.value.catch(() => {
      if (cache.get(key) === reading) cache.delete(key);
    });
    return reading.value;
  }

  async function readSchemas(objects: readonly HubspotObject[], signal: AbortSignal): Promise<readonly WireSchema[]> {
    const ids = objects.map(({ typeId }) => typeId);
    return ids.length === 0 ? [] : await client.schemasOf(ids, signal);
  }

  return {
    readTypes,
    isWithoutDefault: (from, to) => withoutDefault.has(`${from}>${to}`),
    noteWithoutDefault(from, to) {
      withoutDefault.add(`${from}>${to}`);
    },
    async readLimits(signal) {
      const limits = await client.associationLimits(signal);
      return new Map(
        limits.flatMap(({ category, typeId, userEnforcedMaxToObjectIds: most }) =>
          typeof most === 'number' ? [[`${category}:${typeId}`, most] as const] : [],
        ),
      );
    },
    readSchemas,
    async readInverses(objects, signal) {
      return inverseLookup(await readSchemas(objects, signal));
    },
    async unlabeledType(from, to, signal) {
      const known = knownUnlabeledType(from, to);
      if (known !== null) return known;
      const types = await joinRead(
        () => cache.get(`${from}>${to}`) ?? null,
        () => readTypes(from, to, signal),
        signal,
      );
      const found = types.find(({ label }) => label === null);
      if (found !== undefined) return withoutLabel(found);
      throw new ContractError(`HubSpot has no association from ${from} to ${to}.`, { code: 'unknown-association' });
    },
  };
}

function toLabeledTypes(
  types: readonly { readonly category: string; readonly typeId: number; readonly label?: string | null | undefined }[],
): readonly LabeledType[] {
  return types.map(({ category, typeId, label }) => ({
    associationCategory: category,
    associationTypeId: typeId,
    label: label ?? null,
  }));
}

function knownTypes(from: string, to: string): readonly LabeledType[] {
  const unlabeled = knownUnlabeledType(from, to);
  if (unlabeled === null) return [];
  return [{ ...unlabeled, label: null }, ...knownMarks(from, to).map(([label, type]) => ({ ...type, label }))];
}

function withoutLabel({ associationCategory, associationTypeId }: LabeledType): AssociationType {
  return { associationCategory, associationTypeId };
}

/**
 * The label API says nothing of the other direction. In schemas both directions of what people defined bear one name, with
 * the number of the type but without its category: where one of HubSpot's own has the same number, its name has no
 * namesake in the other direction.
 */
export function inverseLookup(schemas: readonly WireSchema[]): InverseLookup {
  const definitions = schemas.flatMap(({ associations }) => associations);
  // Two schemas tell of the associations between their objects.
  const unique = new Map(
    definitions.map((one) => [JSON.stringify([one.fromObjectTypeId, one.toObjectTypeId, one.id, one.name]), one]),
  );
  const all = [...unique.values()];
  return (from, to, type) => {
    const known = knownInverse(type);
    if (known !== null || type.associationCategory !== 'USER_DEFINED') return known;
    const own = String(type.associationTypeId);
    const names = all
      .filter((one) => one.id === own && one.fromObjectTypeId === from && one.toObjectTypeId === to)
      .flatMap(({ name }) => (name == null ? [] : [name]));
    const opposite = all.filter(
      (one) => one.fromObjectTypeId === to && one.toObjectTypeId === from && names.includes(one.name ?? ''),
    );
    // Between records of one object, a label without an inverse of its own is its own inverse.
    const others = from === to && opposite.length > 1 ? opposite.filter(({ id }) => id !== own) : opposite;
    const [found] = others;
    if (found === undefined || others.length > 1) return null;
    return { associationCategory: type.associationCategory, associationTypeId: Number(found.id) };
  };
}
