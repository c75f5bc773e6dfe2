import { isErrorOfKind, type ObjectSchema, type ObjectSync } from '@linkwright/core';
import type { ObjectCatalogue } from '../session/object-catalogue.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import type { KnownAccount } from './known-account.ts';

export interface AskedAccounts {
  readonly accounts: readonly KnownAccount[];
  readonly refused: readonly RefusedDescription[];
}

/** An object that the key may not look at, or that is gone by now. */
export interface RefusedDescription {
  readonly connection: string;
  readonly object: string;
  readonly message: string;
}

/** Asks every open connection for all of its objects; where it does not list them, for those that the file names. */
export async function knowAccounts(
  connections: ReadonlyMap<string, OpenConnection>,
  syncs: readonly Pick<ObjectSync, 'left' | 'right'>[],
  catalogue: ObjectCatalogue,
): Promise<AskedAccounts> {
  const refused: RefusedDescription[] = [];
  const accounts = await Promise.all(
    [...connections].map(async ([connection, { displayName }]): Promise<KnownAccount> => {
      const { objects, complete } = await catalogue.list(connection);
      const ends = syncs.flatMap(({ left, right }) => [left, right]).filter((end) => end.connection === connection);
      const wanted = [...objects.map(({ id }) => id), ...(complete ? [] : ends.map(({ object }) => object))];
      const schemas = await Promise.all(
        [...new Set(wanted)].map(async (object): Promise<ObjectSchema[]> => {
          try {
            return [await catalogue.describe(connection, object)];
          } catch (error) {
            if (!isErrorOfKind(error, 'authentication') && !isErrorOfKind(error, 'configuration')) throw error;
            const { name = object } = objects.find(({ id }) => id === object) ?? {};
            refused.push({ connection, object: name, message: error.message });
            return [];
          }
        }),
      );
      const described = [...new Map(schemas.flat().map((schema) => [schema.id, schema])).values()];
      const unlisted = described.filter(({ id }) => !objects.some((object) => object.id === id));
      return { connection, displayName, objects: [...objects, ...unlisted], complete, schemas: described };
    }),
  );
  return { accounts, refused };
}
