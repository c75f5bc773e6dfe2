import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { type ReviewItem, reviewQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Question } from '../../components/question.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { useRows } from '../../components/use-rows.ts';
import { visible, visibleName } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { NothingHere } from './nothing-here.tsx';

interface DecisionListProps {
  readonly workspace: string;
  readonly session: Session;
}

type Decision = 'approve' | 'reject';

/** Of an endless list of items, so many are shown; all of them can still be decided at once. */
const shownItems = 200;

const keyOf = ({ sync, connection, id }: ReviewItem): string => JSON.stringify([sync, connection, id]);

/** Deletions and mergers, which become of the twin what somebody says. */
export function DecisionList({ workspace, session }: DecisionListProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const query = useQuery(reviewQuery(workspace));
  const [asked, setAsked] = useState<Decision | null>(null);
  const rows = query.data?.items.slice(0, shownItems) ?? [];
  const { chosen, toggle, set, picked, current, setCurrent } = useRows(workspace, rows, keyOf);
  const decide = useMutation({
    mutationFn: ({ decision, records }: { readonly decision: Decision; readonly records: readonly string[] }) =>
      ask(
        api.POST('/workspaces/{workspace}/review/decisions', {
          params: { path: { workspace } },
          body: { decision, records: [...records], syncs: [] },
        }),
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  const isWriter = mayWrite(session);
  return (
    <Answered query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <NothingHere />
        ) : (
          <section className="panel flush">
            <div className="row apart bar">
              <span className="soft">{texts.common.records(items.length)}</span>
              {isWriter && (
                <div className="row">
                  <button
                    type="button"
                    className="button"
                    disabled={picked.length === 0}
                    onClick={() => setAsked('approve')}
                  >
                    {texts.review.approve(picked.length)}
                  </button>
                  <button
                    type="button"
                    className="button"
                    disabled={picked.length === 0}
                    onClick={() => setAsked('reject')}
                  >
                    {texts.review.reject(picked.length)}
                  </button>
                </div>
              )}
            </div>
            {decide.isError && <ProblemNotice error={decide.error} />}
            {decide.isSuccess && (
              <div className="notice good" role="status">
                {texts.review.decided(decide.data.decided.length, decide.data.impossible.length)}
              </div>
            )}
            {asked !== null && (
              <Question
                title={asked === 'approve' ? texts.review.approve(picked.length) : texts.review.reject(picked.length)}
                answer={asked === 'approve' ? texts.review.approve(picked.length) : texts.review.reject(picked.length)}
                danger={asked === 'approve' && picked.some(({ final }) => final)}
                onLeave={() => setAsked(null)}
                onAnswer={() => {
                  decide.mutate({ decision: asked, records: picked.map(({ id }) => id) });
                  set([]);
                  setAsked(null);
                }}
              >
                <ul>
                  {picked.slice(0, 8).map((row) => (
                    <li key={keyOf(row)} className="value">
                      {visibleName(row.label)}: {visible(row.text)}
                    </li>
                  ))}
                </ul>
              </Question>
            )}
            <Scrolling label={texts.review.tabs.decisions}>
              <table className="table">
                <thead>
                  <tr>
                    {isWriter && (
                      <th scope="col">
                        <input
                          type="checkbox"
                          aria-label={texts.review.chooseAll}
                          checked={picked.length === rows.length}
                          onChange={({ target }) => set(target.checked ? rows.map(keyOf) : [])}
                        />
                      </th>
                    )}
                    <th scope="col">{texts.record.record}</th>
                    <th scope="col">{texts.review.what}</th>
                    <th scope="col">{texts.review.kept}</th>
                    <th scope="col">{texts.review.since}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row, index) => (
                    <tr
                      key={keyOf(row)}
                      className={index === current ? 'current' : undefined}
                      aria-selected={chosen.has(keyOf(row))}
                      onFocus={() => setCurrent(index)}
                    >
                      {isWriter && (
                        <td>
                          <input
                            type="checkbox"
                            aria-label={visibleName(row.label)}
                            checked={chosen.has(keyOf(row))}
                            onChange={() => toggle(keyOf(row))}
                          />
                        </td>
                      )}
                      <th scope="row">
                        <RecordLink workspace={workspace} connection={row.connection} id={row.id} label={row.label} />{' '}
                        <span className="soft">{row.app}</span>
                      </th>
                      <td className="value">
                        <span className="badge">{texts.review.kinds[row.kind]}</span> {visible(row.text)}
                        {row.final && <strong> {texts.review.final}</strong>}
                      </td>
                      <td>
                        {row.kept !== null && (
                          <RecordLink workspace={workspace} connection={row.connection} {...row.kept} />
                        )}
                      </td>
                      <td>
                        <When at={row.since} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          </section>
        )
      }
    </Answered>
  );
}
