import { useInfiniteQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { type Write, writesQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Value, visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { UndoPanel } from './undo-panel.tsx';

interface RunPageProps {
  readonly workspace: string;
  readonly run: string;
  readonly session: Session;
  /** What is to be taken back of it: the writes to this record. `null`: all. */
  readonly record: string | null;
}

/** What one run has written, record by record, and taking it back. */
export function RunPage({ workspace, run, session, record }: RunPageProps) {
  const texts = useTexts();
  const list = useInfiniteQuery(writesQuery(workspace, run));
  return (
    <>
      <div className="page-head">
        <h1>
          {texts.record.run} <code>{run}</code>
        </h1>
      </div>
      <Answered query={list}>
        {({ pages }) => {
          if (pages.every(({ items }) => items.length === 0))
            return <div className="panel">{texts.log.wroteNothing}</div>;
          return (
            <>
              {mayWrite(session) && <UndoPanel key={`${run} ${record}`} {...{ workspace, run, record }} />}
              <section className="panel flush">
                <Scrolling label={texts.log.changes}>
                  <table className="table">
                    <thead>
                      <tr>
                        <th scope="col">{texts.record.record}</th>
                        <th scope="col">{texts.review.what}</th>
                        <th scope="col">{texts.log.changes}</th>
                        <th scope="col">{texts.log.at}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {pages.map(({ items }, page) => (
                        <WriteRows key={page} workspace={workspace} writes={items} />
                      ))}
                    </tbody>
                  </table>
                </Scrolling>
                <div className="bar">
                  <More list={list} />
                </div>
              </section>
            </>
          );
        }}
      </Answered>
    </>
  );
}

interface WriteRowsProps {
  readonly workspace: string;
  readonly writes: readonly Write[];
}

/** Those of one page, drawn once: what has been shown before stays as it is while more is asked for. */
const WriteRows = memo(function WriteRows({ workspace, writes }: WriteRowsProps) {
  const texts = useTexts();
  return writes.map((write, index) => (
    <tr key={`${index} ${write.at} ${write.id}`}>
      <th scope="row">
        <RecordLink
          workspace={workspace}
          connection={write.connection ?? ''}
          {...(write.connection !== null && { object: write.object })}
          id={write.id}
          label={write.label}
        />{' '}
        <span className="soft">{write.connection}</span>
      </th>
      <td>{texts.record.kinds[write.kind]}</td>
      <td>
        <ul className="plain">
          {write.changes.map((change) => (
            <li key={change.field}>
              <span className="value">{visible(change.field)}</span>: <Value value={change.before} tone="before" /> →{' '}
              <Value value={change.after} tone="after" />
            </li>
          ))}
        </ul>
      </td>
      <td>
        <When at={write.at} />
      </td>
    </tr>
  ));
});
