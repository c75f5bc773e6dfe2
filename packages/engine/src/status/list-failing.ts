import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import type { StandingFailure } from '../store/failures.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { FailureGroup } from '../store/waiting.ts';
import { countFailures, type FailureCause, failureCauses, failurePage } from '../store/waiting-pages.ts';
import type { FailingRecord } from './describe-status.ts';
import { type Listed, type ListPlace, listPages } from './list-pages.ts';
import { refusedField } from './mapped-names.ts';
import { ownPairs } from './own-pair.ts';

export interface FailingAsked {
  /** Names of syncs. Absent: all. */
  readonly only?: readonly string[];
  /** Absent: whatever the cause. */
  readonly cause?: FailureCause;
  readonly after: ListPlace | null;
  readonly limit: number;
}

/** A refused record with the sync that it belongs to, and what tells its cause from others. */
export interface ListedFailure extends FailingRecord {
  readonly sync: string;
  readonly cause: FailureCause;
}

/** Records whose write was refused, page by page. */
export async function listFailing(
  store: Store,
  syncs: readonly CompiledSync[],
  { only, cause, ...page }: FailingAsked,
): Promise<Listed<ListedFailure>> {
  const { database } = store;
  const meant = cause ?? null;
  return listPages(await ownPairs(store, syncs, only), page, {
    count: ({ pair, owner }) => countFailures(database, { pair: pair.pair, owner, cause: meant }),
    page: ({ pair, owner }, where) => failurePage(database, { pair: pair.pair, owner, cause: meant, ...where }),
    placeOf: ({ origin }) => ({ side: origin.side, record: origin.number ?? 0 }),
    describe: ({ pair }, failures) => describe(store, pair, failures),
  });
}

/** A group of records that fail for one cause. */
export interface ListedCause extends FailureGroup {
  readonly sync: string;
  readonly cause: FailureCause;
}

/** Of each sync the causes with the most records first. */
export async function listCauses(
  store: Store,
  syncs: readonly CompiledSync[],
  only?: readonly string[],
): Promise<readonly ListedCause[]> {
  const found: ListedCause[] = [];
  for (const { pair, owner } of await ownPairs(store, syncs, only)) {
    for (const group of await failureCauses(store.database, { pair: pair.pair, owner })) {
      const { category, code, field } = group;
      found.push({
        ...group,
        sync: pair.sync.name,
        field: refusedField(pair, field),
        cause: { category, code, field },
      });
    }
  }
  return found;
}

async function describe(
  { database }: Store,
  pair: PairPlan,
  failures: readonly StandingFailure[],
): Promise<readonly ListedFailure[]> {
  const labels = new Map<string, string>();
  for (const side of sides) {
    const ids = failures.filter(({ origin }) => origin.side === side).map(({ origin }) => origin.id);
    for (const [id, label] of await labelsOf(database, pair[side], ids)) labels.set(`${side} ${id}`, label);
  }
  return failures.map(({ origin, code, category, field, message, remedy, attempts, since, nextAt }) => ({
    sync: pair.sync.name,
    side: fileSide(pair, origin.side),
    connection: pair.sync[origin.side].connection,
    id: origin.id,
    label: labels.get(`${origin.side} ${origin.id}`) ?? origin.id,
    code,
    category,
    field: refusedField(pair, field),
    message,
    remedy,
    attempts,
    since,
    nextAt,
    cause: { category, code, field },
  }));
}
