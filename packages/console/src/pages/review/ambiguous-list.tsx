import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';
import { excludedQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { NothingHere } from './nothing-here.tsx';

interface AmbiguousListProps {
  readonly workspace: string;
  readonly session: Session;
}

/** Records that may be the same as several others, with these beside them. Which it is, is said in the apps. */
export function AmbiguousList({ workspace, session }: AmbiguousListProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const list = useInfiniteQuery(excludedQuery(workspace, 'ambiguous'));
  const again = useMutation({
    mutationFn: ({ sync, id }: { readonly sync: string; readonly id: string }) =>
      ask(
        api.POST('/workspaces/{workspace}/retry', {
          params: { path: { workspace } },
          body: { syncs: [sync], records: [id] },
        }),
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Answered query={list}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        if (rows.length === 0) return <NothingHere />;
        return (
          <>
            <p>{texts.review.ambiguousRemedy}</p>
            {again.isError && <ProblemNotice error={again.error} />}
            {rows.map((row) => (
              <section className="panel" key={`${row.sync} ${row.connection} ${row.id}`}>
                <div className="row apart">
                  <h2>
                    <RecordLink workspace={workspace} connection={row.connection} id={row.id} label={row.label} />
                  </h2>
                  {mayWrite(session) && (
                    <button
                      type="button"
                      className="button"
                      disabled={again.isPending}
                      onClick={() => again.mutate(row)}
                    >
                      {texts.review.lookAgain}
                    </button>
                  )}
                </div>
                <p className="soft value">
                  {row.connection} · {visible(row.sync)} · <When at={row.since} /> · {visible(row.text)}
                </p>
                <div className="twins">
                  {row.candidates.map((candidate) => (
                    <div className="notice" key={`${candidate.connection} ${candidate.id}`}>
                      <RecordLink workspace={workspace} {...candidate} />
                      <span className="soft">
                        {candidate.connection} · <code className="value">{candidate.id}</code>
                      </span>
                    </div>
                  ))}
                </div>
              </section>
            ))}
            <More list={list} />
          </>
        );
      }}
    </Answered>
  );
}
