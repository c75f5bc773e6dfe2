import type { ObjectSchema } from '@linkwright/core';
import { inverseLookup } from './hubspot-association-directory.ts';
import { describeAssociations, type LabeledType } from './hubspot-association-schema.ts';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import { describeObject } from './hubspot-schema.ts';
import type { HubspotSession } from './hubspot-session.ts';

/**
 * For each object its properties (and pipelines), and one call for every object that it may be associated with; besides, the
 * limits of associations, and the schemas, which tell what HubSpot's own objects require and a label's two directions together.
 */
export async function describeObjects(
  session: HubspotSession,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly ObjectSchema[]> {
  const { catalogue, associations } = session;
  const catalogues = await Promise.all(ids.map((id) => catalogue.read(id, signal)));
  const { objects: targets } = await catalogue.knownList(signal);
  const [limits, described] = await Promise.all([
    associations.readLimits(signal),
    Promise.all(catalogues.map((one) => withTypes(session, one, targets, signal))),
  ]);
  // What a custom object requires is known from the list of them.
  const asked = described.filter(
    ({ object, types }) => !object.object.custom || [...types.values()].flat().some(isOwnLabel),
  );
  const schemas = await associations.readSchemas(
    asked.map(({ object }) => object.object),
    signal,
  );
  const inverseOf = inverseLookup(schemas);
  const expectedOf = (typeId: string): readonly string[] =>
    schemas.find(({ objectTypeId }) => objectTypeId === typeId)?.requiredProperties ?? [];
  return described.map(({ object, types }) =>
    describeObject(
      object,
      expectedOf(object.object.typeId),
      describeAssociations(object.object, targets, {
        typesTo: (target) => types.get(target.id) ?? [],
        inverseOf: (target, type) => inverseOf(object.object.typeId, target.typeId, type),
        limits,
      }),
    ),
  );
}

interface ObjectWithTypes {
  readonly object: ObjectCatalogue;
  /** By id of the target. */
  readonly types: ReadonlyMap<string, readonly LabeledType[]>;
}

async function withTypes(
  session: HubspotSession,
  object: ObjectCatalogue,
  targets: readonly HubspotObject[],
  signal: AbortSignal,
): Promise<ObjectWithTypes> {
  const entries = targets.map(async ({ id }) => {
    return [id, await session.associations.readTypes(object.object.id, id, signal)] as const;
  });
  return { object, types: new Map(await Promise.all(entries)) };
}

function isOwnLabel({ associationCategory, label }: LabeledType): boolean {
  return associationCategory === 'USER_DEFINED' && label !== null;
}
