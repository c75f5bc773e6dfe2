import { StatementSync } from 'node:sqlite';

/** What was asked of SQLite: the same in every run of the same work, whatever else the machine does. */
export interface Work {
  statements: number;
  /** That came back. */
  rows: number;
}

/** Counts the statements of this process from here on, of all its databases; `stop` ends that and tells. */
export function countWork(): { readonly stop: () => Work } {
  const work: Work = { statements: 0, rows: 0 };
  const { all, run, iterate } = StatementSync.prototype;
  StatementSync.prototype.all = function (...parameters: Parameters<typeof all>) {
    const rows = all.apply(this, parameters);
    work.statements += 1;
    work.rows += rows.length;
    return rows;
  };
  StatementSync.prototype.run = function (...parameters: Parameters<typeof run>) {
    work.statements += 1;
    return run.apply(this, parameters);
  };
  StatementSync.prototype.iterate = function (...parameters: Parameters<typeof iterate>) {
    work.statements += 1;
    return counted(iterate.apply(this, parameters));
  };
  function* counted<Row>(rows: Iterable<Row>): Generator<Row, undefined> {
    for (const row of rows) {
      work.rows += 1;
      yield row;
    }
    return undefined;
  }
  return {
    stop: () => {
      Object.assign(StatementSync.prototype, { all, run, iterate });
      return { ...work };
    },
  };
}
