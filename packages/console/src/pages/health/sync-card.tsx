import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { type Run, type ScheduledSync, type Status, type SyncStatus, statusQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Question } from '../../components/question.tsx';
import { visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { BrakeNotice } from './brake-notice.tsx';
import { Sparkline } from './sparkline.tsx';
import { syncState } from './sync-state.ts';

interface SyncCardProps {
  readonly sync: SyncStatus;
  readonly scheduled: ScheduledSync | null;
  /** What makes it run. `null`: no service looks after it. */
  readonly pace: Status['schedule']['pace'];
  readonly isRunning: boolean;
  /** The latest runs of the workspace, the latest first. */
  readonly runs: readonly Run[];
  readonly workspace: string;
  readonly session: Session;
}

const counts = ['linked', 'excluded', 'failing', 'ambiguous', 'inReview', 'undecided', 'pending', 'toGo'] as const;

/** One sync: its verdict, its counts, when it runs, and what can be done with it. */
export function SyncCard({ sync, scheduled, pace, isRunning, runs, workspace, session }: SyncCardProps) {
  const texts = useTexts();
  const { tone, text } = syncState(sync, scheduled, texts);
  const heading = useId();
  return (
    <section className="panel" aria-labelledby={heading}>
      <div className="row apart">
        <div className="row">
          <h2 id={heading}>
            <Link to="/workspaces/$workspace/syncs/$sync" params={{ workspace, sync: sync.name }}>
              {visible(sync.name)}
            </Link>
          </h2>
          <span className={`badge ${tone}`}>{text}</span>
          {isRunning && <span className="badge">{texts.health.working}</span>}
        </div>
        <Actions sync={sync.name} scheduled={scheduled} workspace={workspace} session={session} />
      </div>
      {scheduled?.refused.map(({ connection, message, remedy }) => (
        <div className="notice bad" key={connection}>
          <strong className="value">{visible(message)}</strong>
          <span className="value">{visible(remedy)}</span>
        </div>
      ))}
      {scheduled?.paused && <p>{texts.health.pausedBy(scheduled.paused.by, visible(scheduled.paused.why))}</p>}
      {scheduled?.lastMessage && <p className="value">{visible(scheduled.lastMessage)}</p>}
      {scheduled?.silences.map(({ kind, text }) => (
        <div className="notice warn" key={`${kind} ${text}`}>
          <strong>{texts.health.silent}</strong>
          <span className="value">{visible(text)}</span>
        </div>
      ))}
      {sync.unreadable.map(({ connection, field, count }) => (
        <div className="notice warn" key={`${connection} ${field}`}>
          <strong className="value">
            {field === null
              ? texts.health.hidden(connection, count)
              : texts.health.unreadable(connection, visible(field), count)}
          </strong>
          <span>{field === null ? texts.health.hiddenRemedy : texts.health.unreadableRemedy(connection)}</span>
        </div>
      ))}
      {sync.brakes.map((brake) => (
        <BrakeNotice key={`${brake.kind} ${brake.side} ${brake.field}`} brake={brake} />
      ))}
      <dl className="figures">
        {counts
          .filter((name) => name === 'linked' || sync[name] > 0)
          .map((name) => (
            <div key={name}>
              <dt>{texts.health.counts[name]}</dt>
              <dd>{texts.number(sync[name])}</dd>
            </div>
          ))}
      </dl>
      {scheduled !== null && (
        <div className="row apart">
          <p className="soft">
            {texts.health.lastSuccess}: <When at={scheduled.succeededAt} /> · {texts.health.nextRun}:{' '}
            {scheduled.nextAt !== null ? (
              <When at={scheduled.nextAt} />
            ) : pace === 'when-asked' ? (
              texts.health.whenAsked
            ) : (
              texts.health.rests
            )}
            {pace !== 'when-asked' && ` · ${texts.health.every(texts.health.duration(scheduled.everyMs))}`}
          </p>
          <Sparkline sync={sync.name} runs={runs} />
        </div>
      )}
    </section>
  );
}

function Actions({
  sync,
  scheduled,
  workspace,
  session,
}: Pick<SyncCardProps, 'scheduled' | 'workspace' | 'session'> & { sync: string }) {
  const texts = useTexts();
  const queries = useQueryClient();
  const [asksWhy, setAsksWhy] = useState(false);
  const [why, setWhy] = useState('');
  const reason = useId();
  const act = useMutation({
    async mutationFn(what: 'run' | 'pause' | 'resume') {
      const params = { path: { workspace } };
      const syncs = [sync];
      if (what === 'run')
        return await ask(api.POST('/workspaces/{workspace}/runs', { params, body: { syncs, full: false, allow: [] } }));
      if (what === 'resume') return await ask(api.POST('/workspaces/{workspace}/resume', { params, body: { syncs } }));
      return await ask(api.POST('/workspaces/{workspace}/pause', { params, body: { syncs, why } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: statusQuery(workspace).queryKey }),
  });
  if (scheduled === null || !mayWrite(session)) return null;
  const rests = scheduled.paused !== null || scheduled.refused.length > 0;
  return (
    <div className="row">
      {act.isError && <ProblemNotice error={act.error} />}
      <button type="button" className="button" disabled={act.isPending || rests} onClick={() => act.mutate('run')}>
        {texts.health.runNow}
      </button>
      {rests ? (
        <button type="button" className="button" disabled={act.isPending} onClick={() => act.mutate('resume')}>
          {texts.health.resume}
        </button>
      ) : (
        <button type="button" className="button" disabled={act.isPending} onClick={() => setAsksWhy(true)}>
          {texts.health.pause}
        </button>
      )}
      {asksWhy && (
        <Question
          title={`${texts.health.pause}: ${sync}`}
          answer={texts.health.pause}
          onLeave={() => setAsksWhy(false)}
          onAnswer={() => {
            setAsksWhy(false);
            act.mutate('pause');
          }}
        >
          <div className="field">
            <label htmlFor={reason}>{texts.health.pauseWhy}</label>
            <input id={reason} className="input" value={why} onChange={(event) => setWhy(event.target.value)} />
          </div>
        </Question>
      )}
    </div>
  );
}
