import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssociationTarget } from '@linkwright/core';
import type { Store } from '@linkwright/engine';
import { ProblemsError } from '../configuration/problems-error.ts';
import { statePlace } from '../configuration/state-place.ts';
import { loadSandbox } from '../connectors/load-sandbox.ts';
import { formatNumber } from '../output/format-number.ts';
import { tellOperation } from '../report/tell-operation.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { withLock, withState } from '../session/open-state.ts';
import { stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { type CopiedAccounts, copyAccounts } from './copy-accounts.ts';
import { estimateRealThing, type ObjectCount } from './estimate-real-thing.ts';
import { createMasker } from './mask-values.ts';
import { readOnlyConnector } from './read-only-connector.ts';
import type { Rehearsal } from './rehearsal-report.ts';
import { rehearsedApp, rehearsedConfiguration } from './rehearsed-apps.ts';
import { isQuiet, type RehearsedCycle, rehearsedCycle } from './rehearsed-cycle.ts';
import { type Samples, sampleAccounts } from './sample-accounts.ts';
import { syncResults } from './sync-results.ts';
import { type MadeEdit, makeEdits } from './typical-edits.ts';

export interface RehearsalOptions {
  /** At most so many of each object. */
  readonly records: number;
  readonly mask: boolean;
}

/** Counting more would cost more calls than the rehearsal itself. */
const mostCounted = 20_000;

/** Reads a sample of the accounts, and runs the file on copies of them. Nothing of it is left behind. */
export async function runRehearsal(work: Work, options: RehearsalOptions): Promise<Rehearsal> {
  const { loaded } = work;
  // Before a thousand records are read for nothing.
  await loadSandbox(loaded.directory);
  const session = await openSession(work, { adapt: readOnlyConnector });
  try {
    for (const connection of session.connections.values()) rehearsedApp(connection);
    // What may not be read cannot be copied.
    const stopped = stoppedProblems(loaded, session.compilation.stopped);
    if (stopped.length > 0) throw new ProblemsError(stopped, loaded);
    const samples = await sampleAccounts(session, options.records, work, (taken) =>
      work.tell({ kind: 'progress', line: `reading a sample: ${formatNumber(taken)} records …` }),
    );
    const counts = await countObjects(work, samples);
    const masker = options.mask ? createMasker(namedInFilters(session)) : null;
    const accounts = await copyAccounts(session, samples, masker, work);
    try {
      const played = await playRehearsal(work, session, accounts);
      return {
        masked: options.mask,
        sample: tellSample(samples, counts),
        notRebuilt: accounts.notes.map((note) => ({ ...note })),
        ...played.told,
        realThing: estimateRealThing(session, samples, counts, played.first),
      };
    } finally {
      await accounts.close();
    }
  } finally {
    ended(work);
    await session.close();
  }
}

async function countObjects(work: Work, samples: Samples): Promise<ReadonlyMap<string, ObjectCount>> {
  const counts = new Map<string, ObjectCount>();
  for (const [key, sample] of samples) {
    work.tell({ kind: 'progress', line: `counting ${sample.object.schema.name} …` });
    counts.set(key, await sample.count(mostCounted));
  }
  return counts;
}

/** Values that stand in the file: a filter goes on meaning them. */
function namedInFilters({ compilation }: Session): (object: string, field: string, value: string) => boolean {
  const named = new Set<string>();
  for (const { left, right, filter } of compilation.syncs) {
    for (const [end, conditions] of [
      [left, filter.left],
      [right, filter.right],
    ] as const) {
      for (const { field, in: wanted = [], not: unwanted = [] } of conditions) {
        for (const value of [...wanted, ...unwanted]) named.add(JSON.stringify([end.object.id, field.id, value]));
      }
    }
  }
  return (object, field, value) => named.has(JSON.stringify([object, field, value]));
}

interface Played {
  readonly first: RehearsedCycle;
  readonly told: Pick<Rehearsal, 'firstSync' | 'edits' | 'secondSync' | 'carried' | 'thirdSync'>;
}

/** First sync, edits on both sides, second sync, and a third one that must find nothing, in a folder that goes again. */
async function playRehearsal(work: Work, real: Session, accounts: CopiedAccounts): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-rehearsal-'));
  try {
    const state = statePlace(join(folder, 'linkwright.yaml'), undefined);
    const loaded = rehearsedConfiguration(real.loaded, accounts.sandboxes, state);
    return await withLock({ ...work, loaded }, async (signal) => {
      const copies = { ...work, loaded, signal };
      const session = await openSession(copies);
      try {
        return await withState(session, (store) => playCycles(copies, session, store));
      } finally {
        await session.close();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function playCycles(work: Work, session: Session, store: Store): Promise<Played> {
  const first = await rehearsedCycle(work, session, store);
  const edits: readonly MadeEdit[] = await makeEdits(session, store, work);
  const second = await rehearsedCycle(work, session, store);
  const third = await rehearsedCycle(work, session, store);
  return {
    first,
    told: {
      firstSync: syncResults(session, first),
      edits: [...edits],
      secondSync: syncResults(session, second),
      carried: session.compilation.syncs.flatMap((sync) => tellCarried(session, second, sync.name)),
      thirdSync: { nothingToDo: isQuiet(third), syncs: syncResults(session, third) },
    },
  };
}

function tellCarried(session: Session, { details }: RehearsedCycle, name: string): Rehearsal['carried'] {
  const { creates, updates, archives } = details.of(name);
  const sync = session.compilation.syncs.find((candidate) => candidate.name === name);
  const ends = sync === undefined ? [] : [sync.left, sync.right];
  return [...creates.first, ...updates.first, ...archives.first].flatMap((operation) => {
    const from = ends.find(({ connection }) => connection !== operation.connection)?.displayName ?? '';
    const to = ends.find(({ connection }) => connection === operation.connection)?.displayName ?? operation.connection;
    return tellOperation(operation, from).map(({ sign, label, field, text, remark }) => ({
      sync: name,
      text: [`${sign} ${to}:`, label, field, text, remark].filter((part) => part !== undefined).join('  '),
    }));
  });
}

function tellSample(samples: Samples, counts: ReadonlyMap<string, ObjectCount>): Rehearsal['sample'] {
  return [...samples].map(([key, { object, records }]) => {
    const { count, exact } = counts.get(key) ?? { count: records.size, exact: false };
    let associations = 0;
    let cut = 0;
    for (const record of records.values()) {
      for (const [field, targets] of Object.entries(record.associations ?? {})) {
        const schema = object.schema.associations.find(({ id }) => id === field);
        const known = (schema?.targets ?? []).flatMap((id) => samples.get(`${object.account}\n${id}`) ?? []);
        associations += targets.length;
        const isKnown = (target: AssociationTarget): boolean =>
          known.some(({ records: others }) =>
            'id' in target
              ? others.has(target.id)
              : [...others.values()].some(({ fields }) => fields[schema?.refersBy ?? ''] === target.key),
          );
        cut += targets.filter((target) => !isKnown(target)).length;
      }
    }
    return {
      connection: object.connection,
      app: object.end.displayName,
      object: object.schema.name,
      taken: records.size,
      of: count,
      counted: exact,
      associations,
      associationsCut: cut,
    };
  });
}
