import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { brakesQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Question } from '../../components/question.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { BrakeNotice } from '../health/brake-notice.tsx';
import { NothingHere } from './nothing-here.tsx';

interface BrakeListProps {
  readonly workspace: string;
  readonly session: Session;
}

/** What stops syncs before they write, with the answer that lets it through once. */
export function BrakeList({ workspace, session }: BrakeListProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const query = useQuery(brakesQuery(workspace));
  const [asked, setAsked] = useState<number | null>(null);
  type Pulled = NonNullable<typeof query.data>['items'][number];
  const allow = useMutation({
    mutationFn: ({ sync, kind }: Pulled) =>
      ask(
        api.POST('/workspaces/{workspace}/runs', {
          params: { path: { workspace } },
          body: { syncs: [sync], full: false, allow: [kind] },
        }),
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Answered query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <NothingHere />
        ) : (
          <>
            {allow.isError && <ProblemNotice error={allow.error} />}
            {allow.isSuccess && (
              <div className="notice good" role="status">
                {texts.health.asked}
              </div>
            )}
            {items.map((brake, index) => (
              <section className="panel" key={`${brake.sync} ${brake.kind} ${brake.side} ${brake.field}`}>
                <h2>{visible(brake.sync)}</h2>
                <BrakeNotice brake={brake} />
                {mayWrite(session) && (
                  <div>
                    <button type="button" className="button danger" onClick={() => setAsked(index)}>
                      {texts.health.allow}
                    </button>
                  </div>
                )}
                {asked === index && (
                  <Question
                    title={texts.health.allow}
                    answer={texts.health.allow}
                    danger
                    onLeave={() => setAsked(null)}
                    onAnswer={() => {
                      setAsked(null);
                      allow.mutate(brake);
                    }}
                  >
                    <p className="value">{texts.health.allowQuestion(visible(brake.text))}</p>
                  </Question>
                )}
              </section>
            ))}
          </>
        )
      }
    </Answered>
  );
}
