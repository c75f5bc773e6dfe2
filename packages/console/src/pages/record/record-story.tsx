import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';
import type { RecordStory } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { visible, visibleName } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { AssociationTree } from './association-tree.tsx';
import { FieldTable } from './field-table.tsx';
import { TimeLine } from './time-line.tsx';

interface RecordStoryProps {
  readonly workspace: string;
  readonly story: RecordStory;
  readonly session: Session;
}

export function RecordStoryView({ workspace, story, session }: RecordStoryProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/retry', {
          params: { path: { workspace } },
          body: { syncs: [story.sync], records: [story.id] },
        }),
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  const needsSomebody = story.failures.length + story.holds.length > 0;
  return (
    <article className="stack wide">
      <div className="page-head">
        <h1 className="value">{visibleName(story.label === '' ? story.id : story.label)}</h1>
        <div className="row">
          <span className="badge">{visible(story.sync)}</span>
          {needsSomebody && mayWrite(session) && (
            <button type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
              {texts.common.retry}
            </button>
          )}
        </div>
      </div>
      {retry.isError && <ProblemNotice error={retry.error} />}
      {story.failures.map((failure) => (
        <div key={`${failure.connection} ${failure.code} ${failure.field}`} className="notice bad">
          <strong className="value">{visible(failure.message)}</strong>
          <span className="value">{visible(failure.remedy)}</span>
          <span className="soft">
            {failure.connection} · {texts.record.attempts(failure.attempts)} · {texts.health.nextRun}:{' '}
            <When at={failure.nextAt} />
          </span>
        </div>
      ))}
      {story.holds.map((hold) => (
        <div key={`${hold.connection} ${hold.id} ${hold.reason}`} className="notice warn">
          <strong className="value">{visible(hold.text)}</strong>
          <ul>
            {hold.candidates.map((candidate) => (
              <li key={`${candidate.connection} ${candidate.id}`} className="value">
                {candidate.connection}: {visibleName(candidate.label)} <code>{candidate.id}</code>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {story.notes.map((note) => (
        <div key={note} className="notice value">
          {visible(note)}
        </div>
      ))}
      <Twins story={story} />
      <FieldTable story={story} workspace={workspace} />
      <AssociationTree story={story} />
      <TimeLine story={story} workspace={workspace} session={session} />
    </article>
  );
}

/** Both records, with a way into each app. An address that is not of the web is not made a link. */
function Twins({ story }: Pick<RecordStoryProps, 'story'>) {
  const texts = useTexts();
  return (
    <section className="twins" aria-label={texts.record.twin}>
      {(['left', 'right'] as const).map((side) => {
        const twin = story[side];
        const connection = story.connections[side];
        return (
          <div className="panel" key={side}>
            <h2>{connection}</h2>
            {twin === null ? (
              <span className="soft">{texts.record.noTwin}</span>
            ) : (
              <div className="row">
                <code className="value">{twin.id}</code>
                {twin.gone && <span className="badge bad">{texts.record.gone}</span>}
                {twin.url !== null && /^https?:\/\//.test(twin.url) && (
                  <a href={twin.url} target="_blank" rel="noreferrer">
                    {texts.record.open(connection)}
                  </a>
                )}
              </div>
            )}
          </div>
        );
      })}
    </section>
  );
}
