import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { type Conflict, jobQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { ConflictPanel } from './conflict-panel.tsx';

interface ConflictCardProps {
  readonly workspace: string;
  readonly session: Session;
  readonly conflict: Conflict;
}

type Decision = { readonly side: 'left' | 'right' } | { readonly text: string };

/** One conflict: both values, what they were before, and the ways to decide it. */
export function ConflictCard({ workspace, session, conflict }: ConflictCardProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const [other, setOther] = useState('');
  const name = useId();
  const decide = useMutation({
    mutationFn: (body: Decision) =>
      ask(
        api.POST('/workspaces/{workspace}/conflicts/{conflict}/resolution', {
          params: { path: { workspace, conflict: conflict.id } },
          body,
        }),
      ),
  });
  const { data: job } = useQuery(jobQuery(workspace, decide.data?.id ?? null));
  const ended = job?.endedAt != null;
  useEffect(() => {
    if (ended) void queries.invalidateQueries();
  }, [ended, queries]);
  const busy = decide.isPending || (decide.data !== undefined && !ended);
  return (
    <ConflictPanel
      workspace={workspace}
      conflict={conflict}
      belowValue={(side) =>
        mayWrite(session) && (
          <div>
            <button type="button" className="button" disabled={busy} onClick={() => decide.mutate({ side })}>
              {texts.review.use(conflict[side].connection)}
            </button>
          </div>
        )
      }
    >
      <p className="soft">{texts.review.because(texts.review.why[conflict.reason] ?? conflict.reason)}</p>
      {mayWrite(session) && (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            decide.mutate({ text: other });
          }}
        >
          <label htmlFor={name}>{texts.review.otherValue}</label>
          <input id={name} className="input" value={other} onChange={(event) => setOther(event.target.value)} />
          <button type="submit" className="button" disabled={busy || other === ''}>
            {texts.review.useOther}
          </button>
        </form>
      )}
      {decide.isError && <ProblemNotice error={decide.error} />}
      {decide.data !== undefined && <JobProgress job={job} />}
      {job?.status === 'done' && (
        <p className="badge good" role="status">
          {texts.common.done}
        </p>
      )}
    </ConflictPanel>
  );
}
