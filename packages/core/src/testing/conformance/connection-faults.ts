import type { AppConnection, CallOptions } from '../../contract/app-connection.ts';
import type { MergeOutcome, MergeRequest } from '../../contract/record-change.ts';
import { RetryableError } from '../../errors/linkwright-error.ts';
import type { ConformanceProbe, ConformanceWrite } from './conformance-probe.ts';
import { ConformanceFailure } from './expectations.ts';
import type { Recording } from './recording-context.ts';

/** What nobody can do to an app that is not behind a network: it is done around the connection instead. */
export interface ConnectionFaults {
  readonly standIns: Pick<ConformanceProbe, 'requests' | 'loseNextAnswer'>;
  around(app: AppConnection): AppConnection;
}

export function createConnectionFaults({ reported }: Pick<Recording, 'reported'>): ConnectionFaults {
  const lost = new Set<ConformanceWrite>();

  /** The call goes through, and its answer is thrown away. */
  async function send<Outcome>(kind: ConformanceWrite, work: () => Promise<readonly Outcome[]>) {
    const outcomes = await work();
    return lost.delete(kind) ? outcomes.map(() => ({ kind: 'unknown' as const, error: answerLost() })) : outcomes;
  }

  return {
    standIns: {
      requests: () => reported.length,
      loseNextAnswer: (write) => void lost.add(write),
    },
    around: (app) => ({
      ...app,
      write: (request, options) => send(request.changes[0]?.kind ?? 'update', () => app.write(request, options)),
      ...(app.writeAssociations && {
        writeAssociations: (request, options) =>
          send('associate', async () => app.writeAssociations?.(request, options) ?? []),
      }),
      ...(app.mergeRecords && {
        async mergeRecords(request, options) {
          const [outcome] = await send('merge', async () => [await mustMerge(app, request, options)]);
          return outcome ?? { kind: 'unknown', error: answerLost() };
        },
      }),
    }),
  };
}

function mustMerge(app: AppConnection, request: MergeRequest, options: CallOptions): Promise<MergeOutcome> {
  const merging = app.mergeRecords?.(request, options);
  return merging ?? Promise.reject(new ConformanceFailure('The connection has lost its mergeRecords.'));
}

const answerLost = (): RetryableError =>
  new RetryableError('The answer was lost, around the connection.', { code: 'answer-lost', outcomeUnknown: true });
