import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';
import { jobQuery, mapQuery, operationsQuery, runsQuery, statusQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { mayWrite } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PlannedOperations } from '../../components/planned-operations.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { SyncCard } from '../health/sync-card.tsx';
import { RunTable } from '../log/log-page.tsx';
import { AssociationTable } from '../map/association-table.tsx';
import { MappedFields } from './mapped-fields.tsx';

interface SyncPageProps {
  readonly workspace: string;
  readonly sync: string;
  readonly session: Session;
}

/** One sync: how it stands, what it would write, which fields it keeps in step, what it connects, and its runs. */
export function SyncPage({ workspace, sync, session }: SyncPageProps) {
  const texts = useTexts();
  const status = useQuery(statusQuery(workspace));
  const map = useQuery(mapQuery(workspace));
  const runs = useInfiniteQuery(runsQuery(workspace));
  return (
    <>
      <div className="page-head">
        <h1>{sync}</h1>
      </div>
      <Answered query={status}>
        {({ syncs, schedule, isRunning }) => {
          const known = syncs.find(({ name }) => name === sync);
          const scheduled = schedule.syncs.find(({ name }) => name === sync) ?? null;
          if (known === undefined) return <div className="panel">{texts.shell.notFound}</div>;
          return (
            <SyncCard
              sync={known}
              {...{
                scheduled,
                pace: schedule.pace,
                isRunning,
                runs: runs.data?.pages[0]?.items ?? [],
                workspace,
                session,
              }}
            />
          );
        }}
      </Answered>
      {mayWrite(session) && <PlanPanel workspace={workspace} sync={sync} />}
      <Answered query={map}>
        {({ syncs }) => (
          <>
            {syncs.map((one) =>
              one.name === sync ? (
                <MappedFields key={one.name} workspace={workspace} sync={one} mayAsk={mayWrite(session)} />
              ) : null,
            )}
            <AssociationTable syncs={syncs.filter(({ name }) => name === sync)} />
          </>
        )}
      </Answered>
      <Answered query={runs}>
        {({ pages }) => {
          const own = pages
            .flatMap(({ items }) => items)
            .filter(
              (run) => run.syncs.some(({ name }) => name === sync) || run.stopped.some(({ name }) => name === sync),
            );
          return (
            <section className="panel flush">
              <RunTable workspace={workspace} runs={own} />
            </section>
          );
        }}
      </Answered>
    </>
  );
}

/** What the next run would write, before it does. */
function PlanPanel({ workspace, sync }: Omit<SyncPageProps, 'session'>) {
  const texts = useTexts();
  const params = { path: { workspace } };
  const plan = useMutation({
    mutationFn: () => ask(api.POST('/workspaces/{workspace}/plans', { params, body: { syncs: [sync] } })),
  });
  const write = useMutation({
    mutationFn: () =>
      ask(api.POST('/workspaces/{workspace}/runs', { params, body: { syncs: [sync], full: false, allow: [] } })),
  });
  const { data: job } = useQuery(jobQuery(workspace, plan.data?.id ?? null));
  const planned = useQuery({ ...operationsQuery(workspace, job?.id ?? '', 0), enabled: job?.status === 'done' });
  return (
    <section className="panel" aria-label={texts.plan.title}>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={plan.isPending || job?.status === 'running'}
          onClick={() => plan.mutate()}
        >
          {texts.plan.title}
        </button>
        <span className="soft">{texts.plan.nothingWritten}</span>
      </div>
      {plan.isError && <ProblemNotice error={plan.error} />}
      {plan.data !== undefined && <JobProgress job={job} />}
      {job?.status === 'done' && (
        <>
          <PlannedOperations workspace={workspace} job={job.id} />
          {planned.data !== undefined && planned.data.total > 0 && (
            <div className="row">
              <button
                type="button"
                className="button main"
                disabled={write.isPending || write.isSuccess}
                onClick={() => write.mutate()}
              >
                {texts.plan.write}
              </button>
              {write.isSuccess && <span role="status">{texts.health.asked}</span>}
            </div>
          )}
          {write.isError && <ProblemNotice error={write.error} />}
        </>
      )}
    </section>
  );
}
