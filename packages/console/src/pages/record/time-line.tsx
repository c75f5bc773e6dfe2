import { Link } from '@tanstack/react-router';
import type { RecordStory } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Value, visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface TimeLineProps {
  readonly story: RecordStory;
  readonly workspace: string;
  readonly session: Session;
}

/** What was written to either twin, the latest first. Each write leads to its run, and can be taken back there. */
export function TimeLine({ story, workspace, session }: TimeLineProps) {
  const texts = useTexts();
  const entries = story.history.toSorted((one, other) => other.at - one.at);
  return (
    <section className="panel">
      <h2>{texts.record.history}</h2>
      {entries.length === 0 && <p className="soft">{texts.record.noHistory}</p>}
      <ol className="time-line">
        {entries.map((entry) => (
          <li key={`${entry.run} ${entry.at} ${entry.side} ${entry.id} ${entry.kind}`}>
            <div className="row apart">
              <span>
                <When at={entry.at} /> · {texts.record.kinds[entry.kind]} · {entry.connection}
                {entry.id !== story[entry.side]?.id && ` · ${visible(entry.id)}`}
              </span>
              <span className="row">
                <Link to="/workspaces/$workspace/runs/$run" params={{ workspace, run: entry.run }}>
                  {texts.record.run}
                </Link>
                {mayWrite(session) && (
                  <Link
                    to="/workspaces/$workspace/runs/$run"
                    params={{ workspace, run: entry.run }}
                    search={{ record: story.id }}
                  >
                    {texts.record.undo}
                  </Link>
                )}
              </span>
            </div>
            <ul>
              {entry.changes.map((change) => (
                <li key={change.field}>
                  <span className="value">{visible(change.field)}</span>: <Value value={change.before} tone="before" />{' '}
                  → <Value value={change.after} tone="after" />{' '}
                  <span className="soft">{texts.reasons[change.reason] ?? change.reason}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
