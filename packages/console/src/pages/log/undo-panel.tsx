import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { jobQuery, undoPlanQuery } from '../../api/queries.ts';
import { Answered } from '../../components/answered.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PlannedOperations } from '../../components/planned-operations.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface UndoPanelProps {
  readonly workspace: string;
  readonly run: string;
  readonly record: string | null;
}

/** Taking a run back: first what that would write and what cannot be taken back, then, if it is wanted, the writing. */
export function UndoPanel({ workspace, run, record }: UndoPanelProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const plan = useMutation({
    mutationFn: (permanently: boolean) =>
      ask(
        api.POST('/workspaces/{workspace}/runs/{run}/undo', {
          params: { path: { workspace, run } },
          body: { permanently, allow: [], ...(record !== null && { record }) },
        }),
      ),
  });
  const apply = useMutation({
    mutationFn: (job: string) =>
      ask(api.POST('/workspaces/{workspace}/jobs/{job}/apply', { params: { path: { workspace, job } }, body: {} })),
  });
  const { data: planned } = useQuery(jobQuery(workspace, plan.data?.id ?? null));
  const { data: applied } = useQuery(jobQuery(workspace, apply.data?.id ?? null));
  const isWritten = applied?.status === 'done';
  useEffect(() => {
    if (isWritten) void queries.invalidateQueries();
  }, [isWritten, queries]);
  return (
    <section className="panel" aria-label={texts.record.undo}>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={plan.isPending || plan.data !== undefined}
          onClick={() => plan.mutate(false)}
        >
          {record === null ? texts.log.undoRun : texts.log.undoRecord(record)}
        </button>
        <span className="soft">{texts.log.undoFirst}</span>
      </div>
      {plan.isError && <ProblemNotice error={plan.error} />}
      {plan.data !== undefined && <JobProgress job={planned} />}
      {planned?.status === 'done' && apply.data === undefined && (
        <UndoPlan
          key={planned.id}
          workspace={workspace}
          job={planned.id}
          busy={apply.isPending}
          permanently={plan.variables === true}
          onPermanently={(permanently) => plan.mutate(permanently)}
          onApply={() => apply.mutate(planned.id)}
        />
      )}
      {apply.isError && <ProblemNotice error={apply.error} />}
      {apply.data !== undefined && <JobProgress job={applied} />}
      {isWritten && (
        <p role="status">
          <span className="badge good">{texts.log.undone}</span>
        </p>
      )}
    </section>
  );
}

interface UndoPlanProps {
  readonly workspace: string;
  readonly job: string;
  readonly busy: boolean;
  /** Records that the run made are deleted for good where the app cannot archive them. */
  readonly permanently: boolean;
  readonly onPermanently: (permanently: boolean) => void;
  readonly onApply: () => void;
}

function UndoPlan({ workspace, job, busy, permanently, onPermanently, onApply }: UndoPlanProps) {
  const texts = useTexts();
  const query = useQuery(undoPlanQuery(workspace, job));
  const [isSure, setIsSure] = useState(false);
  return (
    <Answered query={query}>
      {({ values, associations, archives, refused }) => (
        <>
          <p>{texts.log.undoCounts(values, associations, archives)}</p>
          {refused.length > 0 && (
            <div className="notice warn">
              <strong>{texts.log.cannotUndo(refused.length)}</strong>
              <ul>
                {refused.slice(0, 50).map((one) => (
                  <li key={`${one.sync} ${one.side} ${one.id} ${one.field} ${one.code}`} className="value">
                    {visible(one.label)}
                    {one.field !== null && ` · ${visible(one.field)}`}: {visible(one.text)}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {(permanently || refused.some(({ code }) => code === 'permanent')) && (
            <label className="row">
              <input type="checkbox" checked={permanently} onChange={({ target }) => onPermanently(target.checked)} />
              {texts.log.permanently}
            </label>
          )}
          <PlannedOperations workspace={workspace} job={job} />
          {values + associations + archives > 0 && (
            <div className="row">
              <label className="row">
                <input type="checkbox" checked={isSure} onChange={({ target }) => setIsSure(target.checked)} />
                {texts.log.sure}
              </label>
              <button type="button" className="button danger" disabled={!isSure || busy} onClick={onApply}>
                {texts.log.apply}
              </button>
            </div>
          )}
        </>
      )}
    </Answered>
  );
}
