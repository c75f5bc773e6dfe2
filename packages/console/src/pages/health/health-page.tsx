import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { runsQuery, statusQuery } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { CallsTable } from './calls-table.tsx';
import { SyncCard } from './sync-card.tsx';

interface HealthPageProps {
  readonly workspace: string;
  readonly session: Session;
}

/** Whether everything is in step, and what to do where it is not. */
export function HealthPage({ workspace, session }: HealthPageProps) {
  const texts = useTexts();
  const query = useQuery(statusQuery(workspace));
  const runs = useInfiniteQuery(runsQuery(workspace)).data?.pages[0]?.items ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.health}</h1>
      </div>
      <Answered query={query}>
        {(status) => (
          <>
            {status.schedule.rejected !== null && (
              <div className="notice bad" role="status">
                <strong>{texts.health.rejected}</strong>
                <ul>
                  {status.schedule.rejected.problems.map((problem) => (
                    <li key={problem} className="value">
                      {problem}
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {status.schedule.pace === 'when-asked' && <div className="notice">{texts.health.onlyWhenAsked}</div>}
            {!status.schedule.isServed && <div className="notice warn">{texts.health.notServed}</div>}
            {status.syncs.length === 0 && <div className="panel">{texts.health.noSyncs}</div>}
            {status.syncs.map((sync) => (
              <SyncCard
                key={sync.name}
                sync={sync}
                scheduled={status.schedule.syncs.find(({ name }) => name === sync.name) ?? null}
                pace={status.schedule.pace}
                isRunning={status.isRunning}
                runs={runs}
                workspace={workspace}
                session={session}
              />
            ))}
            {status.disabled.length > 0 && (
              <p className="soft">
                {texts.health.disabled}: {status.disabled.join(', ')}
              </p>
            )}
            <CallsTable calls={status.calls} />
          </>
        )}
      </Answered>
    </>
  );
}
