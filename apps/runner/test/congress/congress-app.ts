import type { ConnectedSide } from './congress-configuration.ts';
import type { Congress, Pair, Values } from './congress-data.ts';
import type { ObjectName, RelationName } from './congress-fields.ts';

/** An app in the hands of people: everything goes through the vendor's own client, and records are named by their keys. */
export interface CongressApp extends ConnectedSide {
  readonly displayName: string;
  /** Everything that the app holds. */
  read(): Promise<Congress>;
  set(object: ObjectName, key: string, values: Values): Promise<void>;
  create(object: ObjectName, key: string, values: Values): Promise<void>;
  remove(object: ObjectName, key: string): Promise<void>;
  /** A second target of a relation that holds one takes the place of the first. */
  join(relation: RelationName, pairs: readonly Pair[]): Promise<void>;
  leave(relation: RelationName, pairs: readonly Pair[]): Promise<void>;
}

export function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`there is no record ${key}`);
  return id;
}

export function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
