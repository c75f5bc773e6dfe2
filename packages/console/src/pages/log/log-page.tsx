import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Run, runsQuery } from '../../api/queries.ts';
import { Answered } from '../../components/answered.tsx';
import { More } from '../../components/more.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** Every run that is kept, the latest first: what it did, and who asked for it. */
export function LogPage({ workspace }: { readonly workspace: string }) {
  const texts = useTexts();
  const list = useInfiniteQuery(runsQuery(workspace));
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.log}</h1>
      </div>
      <Answered query={list}>
        {({ pages }) => {
          const runs = pages.flatMap(({ items }) => items);
          if (runs.length === 0) return <div className="panel">{texts.health.notYet}</div>;
          return (
            <section className="panel flush">
              <RunTable workspace={workspace} runs={runs} />
              <div className="bar">
                <More list={list} />
              </div>
            </section>
          );
        }}
      </Answered>
    </>
  );
}

/** Runs, with what each wrote. */
export function RunTable({ workspace, runs }: { readonly workspace: string; readonly runs: readonly Run[] }) {
  const texts = useTexts();
  const sum = (run: Run, read: (side: Run['syncs'][number]['left']) => number) =>
    run.syncs.reduce((total, { left, right }) => total + read(left) + read(right), 0);
  return (
    <Scrolling label={texts.pages.log}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.log.began}</th>
            <th scope="col">{texts.log.outcome}</th>
            <th scope="col">{texts.log.askedBy}</th>
            <th scope="col" className="number">
              {texts.log.created}
            </th>
            <th scope="col" className="number">
              {texts.log.updated}
            </th>
            <th scope="col" className="number">
              {texts.log.archived}
            </th>
            <th scope="col" className="number">
              {texts.log.calls}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              <th scope="row">
                <Link to="/workspaces/$workspace/runs/$run" params={{ workspace, run: run.run }}>
                  <When at={run.startedAt} />
                </Link>
              </th>
              <td>
                {visible(texts.log.statuses[run.status] ?? run.status)}
                {run.stopped.length > 0 && ` (${run.stopped.map(({ name }) => visible(name)).join(', ')})`}
              </td>
              <td>
                {run.askedBy === null ? '' : texts.log.via[run.askedBy.via]} {visible(run.askedBy?.by ?? '')}
              </td>
              <td className="number">{texts.number(sum(run, ({ created }) => created))}</td>
              <td className="number">{texts.number(sum(run, ({ updated }) => updated))}</td>
              <td className="number">{texts.number(sum(run, ({ archived }) => archived))}</td>
              <td className="number">{texts.number(sum(run, ({ calls }) => calls))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
