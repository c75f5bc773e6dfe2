import { expectSame } from './expectations.ts';
import type { ConformanceTest } from './trial.ts';
import { addRecord, readChanges, readRecord } from './trial-steps.ts';

/** A connection keeps nothing that another process would need. */
export function closeTests(): readonly ConformanceTest[] {
  return [
    {
      name: 'closes once and for all, and may be told so twice',
      async run(trial) {
        const connection = trial.connect();
        await connection.check({}, trial.options);
        await connection.close();
        await connection.close();
      },
    },
    {
      name: 'closes without harm to other connections',
      async run(trial) {
        const id = await addRecord(trial, trial.source, 'kept');
        const other = trial.connect();
        await other.check({}, trial.options);
        await other.close();
        expectSame((await readRecord(trial, trial.source, id))?.id, id, 'Another connection was closed along.');
      },
    },
    {
      name: 'leaves nothing behind that the next connection would need',
      async run(trial) {
        const first = trial.connect();
        await addRecord(trial, trial.source, 'before');
        await trial.settle();
        const { checkpoint } = await readChanges(trial, { connection: first });
        await first.close();
        const id = await addRecord(trial, trial.source, 'after');
        await trial.settle();
        const { records } = await readChanges(trial, { connection: trial.connect(), since: checkpoint });
        const found = records.some((record) => record.id === id);
        expectSame(found, true, 'A new connection did not go on where a closed one ended.');
      },
    },
  ];
}
