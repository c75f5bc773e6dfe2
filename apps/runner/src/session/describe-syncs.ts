import { isErrorOfKind, type ObjectSchema, type ObjectSync, objectInTimeZone, refusesObject } from '@linkwright/core';
import type { ObjectCatalogue } from './object-catalogue.ts';

/** An object sync of the file with the schemas of its ends. */
export interface DescribedSync {
  readonly name: string;
  readonly settings: ObjectSync;
  readonly left: DescribedEnd;
  readonly right: DescribedEnd;
}

export interface DescribedEnd {
  readonly connection: string;
  readonly account: string;
  readonly object: ObjectSchema;
}

/**
 * The enabled syncs whose ends are there, whatever is wrong with their fields, with other syncs or with other apps:
 * `check` tells that.
 */
export async function describeSyncs(
  syncs: Readonly<Record<string, ObjectSync>>,
  catalogue: ObjectCatalogue,
  connections: Pick<ReadonlyMap<string, unknown>, 'has'>,
): Promise<readonly DescribedSync[]> {
  const found: DescribedSync[] = [];
  for (const [name, settings] of Object.entries(syncs)) {
    if (!settings.enabled) continue;
    const [left, right] = await Promise.all(
      [settings.left, settings.right].map(async (end) =>
        connections.has(end.connection) ? describeEnd(end, catalogue).catch(ifNotThere) : null,
      ),
    );
    const inZone = (end: DescribedEnd): DescribedEnd => ({
      ...end,
      object: objectInTimeZone(end.object, settings.timeZone),
    });
    if (left && right) found.push({ name, settings, left: inZone(left), right: inZone(right) });
  }
  return found;
}

export async function describeEnd(
  { connection, object }: ObjectSync['left'],
  catalogue: ObjectCatalogue,
): Promise<DescribedEnd> {
  const { account } = catalogue.connection(connection);
  return { connection, account, object: await catalogue.describe(connection, object) };
}

/** An object that the app does not have is a mistake of the file, and one may be refused; anything else keeps from looking at all. */
function ifNotThere(error: unknown): null {
  if (isErrorOfKind(error, 'configuration') || refusesObject(error)) return null;
  throw error;
}
