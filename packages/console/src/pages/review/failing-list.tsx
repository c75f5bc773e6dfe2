import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { api, ask } from '../../api/client.ts';
import { type Cause, causesQuery, type Failure, failingQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { useRows } from '../../components/use-rows.ts';
import { visible, visibleName } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { NothingHere } from './nothing-here.tsx';

interface FailingListProps {
  readonly workspace: string;
  readonly session: Session;
  readonly cause: string | null;
}

type Retried = { readonly cause: string } | { readonly records: readonly string[] };

/** Refused records by their cause, what to do about it first; then one by one. */
export function FailingList({ workspace, session, cause }: FailingListProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const causes = useQuery(causesQuery(workspace));
  const retry = useMutation({
    mutationFn: (what: Retried) =>
      ask(
        api.POST('/workspaces/{workspace}/retry', {
          params: { path: { workspace } },
          body: { syncs: [], ...('cause' in what ? what : { records: [...what.records] }) },
        }),
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  const onRetry = mayWrite(session) ? (what: Retried) => retry.mutate(what) : null;
  return (
    <>
      {retry.isError && <ProblemNotice error={retry.error} />}
      {retry.isSuccess && (
        <div className="notice good" role="status">
          {texts.review.released(retry.data.released)}
        </div>
      )}
      <Answered query={causes}>
        {({ items }) =>
          items.length === 0 ? (
            <NothingHere />
          ) : (
            <>
              {items.map((one) => (
                <CauseNotice
                  key={`${one.sync} ${one.cause}`}
                  {...{ workspace, one, isShown: one.cause === cause, busy: retry.isPending, onRetry }}
                />
              ))}
              <Records {...{ workspace, cause, onRetry, busy: retry.isPending }} />
            </>
          )
        }
      </Answered>
    </>
  );
}

interface CauseNoticeProps {
  readonly workspace: string;
  readonly one: Cause;
  readonly isShown: boolean;
  readonly busy: boolean;
  readonly onRetry: ((what: Retried) => void) | null;
}

function CauseNotice({ workspace, one, isShown, busy, onRetry }: CauseNoticeProps) {
  const texts = useTexts();
  return (
    <section className="notice bad" aria-label={texts.review.cause(one.count, visible(one.category))}>
      <strong className="value">{visible(one.remedy)}</strong>
      <span className="value">
        {visible(one.sync)} · {texts.review.cause(one.count, visible(one.category))}
        {one.field !== null && ` · ${visible(one.field)}`}
      </span>
      <details>
        <summary>{texts.common.technical}</summary>
        <span className="value">{visible(one.message)}</span> <code>{one.code}</code>
      </details>
      <div className="row">
        {onRetry !== null && (
          <button type="button" className="button" disabled={busy} onClick={() => onRetry({ cause: one.cause })}>
            {texts.review.retryAll(one.count)}
          </button>
        )}
        <Link
          to="/workspaces/$workspace/review"
          params={{ workspace }}
          search={isShown ? { tab: 'failing' } : { tab: 'failing', cause: one.cause }}
        >
          {isShown ? texts.review.showAll : texts.review.showThese}
        </Link>
      </div>
    </section>
  );
}

interface RecordsProps {
  readonly workspace: string;
  readonly cause: string | null;
  readonly busy: boolean;
  readonly onRetry: ((what: Retried) => void) | null;
}

const keyOf = ({ sync, connection, id, field }: Failure): string => JSON.stringify([sync, connection, id, field]);

function Records({ workspace, cause, busy, onRetry }: RecordsProps) {
  const texts = useTexts();
  const list = useInfiniteQuery(failingQuery(workspace, cause));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const { chosen, toggle, set, picked, current, setCurrent } = useRows(workspace, rows, keyOf);
  return (
    <Answered query={list}>
      {({ pages }) => (
        <section className="panel flush">
          <div className="row apart bar">
            <span className="soft">{texts.common.records(pages[0]?.total ?? 0)}</span>
            {onRetry !== null && (
              <button
                type="button"
                className="button"
                disabled={busy || picked.length === 0}
                onClick={() => {
                  onRetry({ records: picked.map(({ id }) => id) });
                  set([]);
                }}
              >
                {texts.review.retryChosen(picked.length)}
              </button>
            )}
          </div>
          <Scrolling label={texts.review.tabs.failing}>
            <table className="table">
              <thead>
                <tr>
                  {onRetry !== null && (
                    <th scope="col">
                      <input
                        type="checkbox"
                        aria-label={texts.review.chooseAll}
                        checked={rows.length > 0 && picked.length === rows.length}
                        onChange={({ target }) => set(target.checked ? rows.map(keyOf) : [])}
                      />
                    </th>
                  )}
                  <th scope="col">{texts.record.record}</th>
                  <th scope="col">{texts.review.reason}</th>
                  <th scope="col">{texts.review.since}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <FailingRow
                    key={keyOf(row)}
                    workspace={workspace}
                    row={row}
                    index={index}
                    isCurrent={index === current}
                    isChosen={chosen.has(keyOf(row))}
                    mayChoose={onRetry !== null}
                    toggle={toggle}
                    setCurrent={setCurrent}
                  />
                ))}
              </tbody>
            </table>
          </Scrolling>
          <div className="bar">
            <More list={list} />
          </div>
        </section>
      )}
    </Answered>
  );
}

interface FailingRowProps {
  readonly workspace: string;
  readonly row: Failure;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
  readonly mayChoose: boolean;
  readonly toggle: (key: string) => void;
  readonly setCurrent: (index: number) => void;
}

/** Of a long list only the rows are drawn again that somebody comes to or chooses. */
const FailingRow = memo(function FailingRow({
  workspace,
  row,
  index,
  isCurrent,
  isChosen,
  mayChoose,
  toggle,
  setCurrent,
}: FailingRowProps) {
  return (
    <tr className={isCurrent ? 'current' : undefined} aria-selected={isChosen} onFocus={() => setCurrent(index)}>
      {mayChoose && (
        <td>
          <input
            type="checkbox"
            aria-label={visibleName(row.label)}
            checked={isChosen}
            onChange={() => toggle(keyOf(row))}
          />
        </td>
      )}
      <th scope="row">
        <RecordLink workspace={workspace} connection={row.connection} id={row.id} label={row.label} />{' '}
        <span className="soft">{row.connection}</span>
      </th>
      <td className="value">{visible(row.message.slice(0, 400))}</td>
      <td>
        <When at={row.since} />
      </td>
    </tr>
  );
});
