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
  Object.assign(StatementSync.prototype, {
    all: new Proxy(all, {
      apply(target, statement, parameters) {
        const rows: readonly unknown[] = Reflect.apply(target, statement, parameters);
        work.statements += 1;
        work.rows += rows.length;
        return rows;
      },
    }),
    run: new Proxy(run, {
      apply(target, statement, parameters) {
        work.statements += 1;
        return Reflect.apply(target, statement, parameters);
      },
    }),
    iterate: new Proxy(iterate, {
      apply(target, statement, parameters) {
        work.statements += 1;
        return counted(Reflect.apply(target, statement, parameters));
      },
    }),
  });
  function* counted(rows: Iterable<unknown>): Generator<unknown> {
    for (const row of rows) {
      work.rows += 1;
      yield row;
    }
  }
  return {
    stop: () => {
      Object.assign(StatementSync.prototype, { all, run, iterate });
      return { ...work };
    },
  };
}
