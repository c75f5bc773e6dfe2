import { chunksOf } from '@linkwright/core';
import { type BatchOperation, batchSize } from './hubspot-batch.ts';
import type { PreparedChange } from './hubspot-prepared-change.ts';

/** What one batch carries. */
export interface WriteGroup {
  readonly operation: BatchOperation;
  readonly members: readonly PreparedChange[];
}

/** HubSpot refuses a batch that names a record twice, and one that upserts on two properties. */
export function groupsOf(prepared: readonly PreparedChange[]): readonly WriteGroup[] {
  const groups = new Map<string, { readonly operation: BatchOperation; readonly members: PreparedChange[] }>();
  const rounds = new Map<string, number>();
  for (const member of prepared) {
    const { operation, identity } = identityOf(member);
    const place = `${operation}/${member.change.kind === 'create' ? (member.change.upsertOn ?? '') : ''}`;
    const round = identity === null ? 0 : (rounds.get(`${place}/${identity}`) ?? 0);
    if (identity !== null) rounds.set(`${place}/${identity}`, round + 1);
    const key = `${place}/${round}`;
    const group = groups.get(key) ?? { operation, members: [] };
    groups.set(key, group);
    group.members.push(member);
  }
  return [...groups.values()].flatMap(({ operation, members }) =>
    chunksOf(members, batchSize).map((chunk) => ({ operation, members: chunk })),
  );
}

function identityOf({ change, properties }: PreparedChange): {
  readonly operation: BatchOperation;
  readonly identity: string | null;
} {
  if (change.kind === 'update') return { operation: 'update', identity: change.id };
  const value = change.upsertOn === undefined ? '' : (properties[change.upsertOn] ?? '');
  return value === '' ? { operation: 'create', identity: null } : { operation: 'upsert', identity: value };
}
