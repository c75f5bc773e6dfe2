import type { AppConnection, MergeOutcome, MergeRequest } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import type { FaultKind, Side } from '../story/story.ts';
import type { CycleRun } from './cycle-run.ts';
import { writeWithFault } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Trace } from './trace.ts';

export interface MergePortOptions {
  readonly side: Side;
  readonly app: InMemoryApp;
  readonly connection: AppConnection;
  readonly run: CycleRun;
  readonly ledger: Ledger;
  readonly trace: Trace;
  /** Told of every request when it is carried out, with what the app made of it. */
  onMerge(request: MergeRequest, outcome: MergeOutcome): void;
}

const gone: MergeOutcome = { kind: 'gone' };

/**
 * Requests to make one record of two, where the app has a call for it. `around`: what happens in the app while one is under way,
 * whatever becomes of it.
 */
export function mergePort(
  options: MergePortOptions,
  around: (fault: FaultKind | null) => void,
): Pick<AppConnection, 'mergeRecords'> {
  const { side, app, connection, run, ledger, trace } = options;
  const { mergeRecords } = connection;
  if (!mergeRecords) return {};
  return {
    mergeRecords(request, callOptions) {
      const deliver = async (requests: readonly MergeRequest[]): Promise<readonly MergeOutcome[]> => {
        const outcomes: MergeOutcome[] = [];
        for (const one of requests) {
          const outcome = refused(app, one) ?? (await mergeRecords(one, callOptions));
          ledger.noteMerger(side);
          options.onMerge(one, outcome);
          outcomes.push(outcome);
        }
        return outcomes;
      };
      const carryOut = async (fault: FaultKind | null): Promise<MergeOutcome> => {
        around(fault);
        const [outcome = gone] = await writeWithFault(fault, [request], deliver, () => true);
        const { object, survivor, merged } = request;
        trace.add(`    ${side} merges ${merged} into ${survivor} of ${object} → ${told(outcome)}`);
        return outcome;
      };
      return run.call('write', carryOut);
    },
  };
}

/** An app that refuses every write of a record does not make it one with another one either. */
function refused({ state }: InMemoryApp, { object, survivor, merged }: MergeRequest): MergeOutcome | null {
  for (const id of [survivor, merged]) {
    const error = state.faults.rejection(object, () => {
      return { kind: 'archive', id, fields: {}, change: { kind: 'archive', writeId: '', id } };
    });
    if (error) return { kind: 'rejected', error };
  }
  return null;
}

const told = (outcome: MergeOutcome): string =>
  'error' in outcome ? `${outcome.kind} ${outcome.error.code}` : JSON.stringify(outcome);
