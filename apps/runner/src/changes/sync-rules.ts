import { type CompiledSync, objectTitle } from '@linkwright/engine';
import { z } from 'zod';

const textsByKey = z.record(z.string(), z.string());

const syncRulesSchema = z.object({
  name: z.string(),
  /** For people: `HubSpot contacts ⇄ Airtable People`. */
  title: z.string(),
  /** Accounts and object ids: what links are kept by. */
  pair: z.string(),
  /** For people, by the key that names the mapping in the state. */
  fields: textsByKey,
  associations: textsByKey,
  /** Changes with the match key; `filter` with the filters. */
  match: z.string(),
  filter: z.string(),
  onExit: z.string(),
  direction: z.string(),
  blanks: z.string(),
  /** By key: which way each goes, and whose value stays. */
  mappings: z.array(z.object({ key: z.string(), direction: z.string(), winner: z.string() })),
});

/** What one sync of the file said, as far as a change of it has an effect of its own. */
export type SyncRules = z.output<typeof syncRulesSchema>;

export const rulesSchema = z.object({ version: z.literal(1), syncs: z.array(syncRulesSchema) });

/** Written with ids, so that what is only renamed or turned around is no change. */
export function syncRulesOf(sync: CompiledSync): SyncRules {
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const mapping = (one: CompiledSync['fields' | 'associations'][number]): readonly [string, string] => {
    const [first, second] = sync.reversed ? [one.right, one.left] : [one.left, one.right];
    return [one.key, `${first.name} ⇄ ${second.name}`];
  };
  const mappings = [...sync.fields, ...sync.associations];
  const { onExit, ...sides } = sync.filter;
  return {
    name: sync.name,
    title: `${left.displayName} ${objectTitle(left.object)} ⇄ ${right.displayName} ${objectTitle(right.object)}`,
    pair: JSON.stringify([sync.left, sync.right].map(({ account, object }) => [account, object.id])),
    fields: Object.fromEntries(sync.fields.map(mapping)),
    associations: Object.fromEntries(sync.associations.map(mapping)),
    match: JSON.stringify(sync.matchKeys),
    filter: JSON.stringify(sides, (key, value: unknown) => (key === 'field' ? idOf(value) : value)),
    onExit,
    direction: sync.direction,
    blanks: sync.blanks,
    mappings: mappings
      .map(({ key, direction, winner }) => ({ key, direction, winner }))
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
  };
}

/** The schema of a field may change without a change of the file. */
function idOf(field: unknown): unknown {
  return typeof field === 'object' && field !== null && 'id' in field ? field.id : field;
}
