import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, ask } from '../../../api/client.ts';
import { jobQuery } from '../../../api/queries.ts';
import { mayAdminister, type Session } from '../../../api/session.ts';
import { differenceQuery, type Edits, planResultQuery, planWith } from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { JobProgress } from '../../../components/job-progress.tsx';
import { PlannedOperations } from '../../../components/planned-operations.tsx';
import { ProblemNotice } from '../../../components/problem-notice.tsx';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Difference } from '../difference.tsx';
import { ProblemList } from '../problem-list.tsx';

interface ReviewDraftProps {
  readonly workspace: string;
  readonly session: Session;
  readonly basedOn: string;
  readonly sync: string;
  readonly edits: Edits;
  /** Begins another sync. */
  readonly again: () => void;
}

/** What would stand in the file, and what a run would then write; only then the file is written. */
export function ReviewDraft({ workspace, session, basedOn, sync, edits, again }: ReviewDraftProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const write = useMutation({
    mutationFn: () =>
      ask(
        api.PUT('/workspaces/{workspace}/configuration', {
          params: { path: { workspace } },
          body: { basedOn, change: { edits } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
  // Once it is written there is nothing more to compare with.
  const difference = useQuery({ ...differenceQuery(workspace, basedOn, edits), enabled: !write.isSuccess });
  const plan = useMutation({ mutationFn: () => planWith(workspace, sync, edits) });
  const { data: job } = useQuery(jobQuery(workspace, plan.data?.id ?? null));
  const isPlanned = job?.status === 'done';
  const result = useQuery(planResultQuery(workspace, isPlanned ? job.id : null));
  if (write.isSuccess) {
    return (
      <div className="stack">
        <p role="status">
          <span className="badge good">{texts.setUp.written}</span>
        </p>
        <div className="row">
          <Link className="button main" to="/workspaces/$workspace/syncs/$sync" params={{ workspace, sync }}>
            {texts.setUp.toSync(visible(sync))}
          </Link>
          <button type="button" className="button" onClick={again}>
            {texts.setUp.again}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="stack">
      <Answered query={difference}>
        {({ difference: told, problems }) => (
          <>
            <ProblemList problems={problems} />
            <Difference text={told} />
          </>
        )}
      </Answered>
      <div className="row">
        <button
          type="button"
          className={isPlanned ? 'button' : 'button main'}
          disabled={plan.isPending || (plan.data !== undefined && job?.endedAt == null)}
          onClick={() => plan.mutate()}
        >
          {texts.plan.title}
        </button>
        <span className="soft">{texts.plan.nothingWritten}</span>
      </div>
      {plan.isError && <ProblemNotice error={plan.error} />}
      {plan.data !== undefined && <JobProgress job={job} />}
      {isPlanned && (
        <>
          <Answered query={result}>
            {({ syncs }) => {
              const own = syncs.find(({ name }) => name === sync);
              if (own === undefined) return null;
              return (
                <dl className="figures">
                  {(
                    [
                      [texts.setUp.paired, own.newlyLinked],
                      [texts.setUp.createdIn(own.left.connection), own.left.created],
                      [texts.setUp.createdIn(own.right.connection), own.right.created],
                      [texts.setUp.placedIn(own.left.connection), own.associations.left.added],
                      [texts.setUp.placedIn(own.right.connection), own.associations.right.added],
                      [texts.health.counts.pending, own.associations.pending],
                      [texts.health.counts.ambiguous, own.ambiguous],
                    ] as const
                  ).map(([name, count]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{texts.number(count)}</dd>
                    </div>
                  ))}
                </dl>
              );
            }}
          </Answered>
          <PlannedOperations workspace={workspace} job={job.id} />
          {mayAdminister(session) ? (
            <div className="row">
              <button
                type="button"
                className="button main"
                disabled={write.isPending || difference.data?.problems.length !== 0}
                onClick={() => write.mutate()}
              >
                {texts.setUp.write}
              </button>
              <span className="soft">{texts.setUp.runsOnceTaken}</span>
            </div>
          ) : (
            <p className="notice">{texts.setUp.mayNotWrite}</p>
          )}
          {write.isError && <ProblemNotice error={write.error} />}
        </>
      )}
    </div>
  );
}
