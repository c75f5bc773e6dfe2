import { expectSame, expectSameMembers, expectThat } from './expectations.ts';
import { type ConformanceTest, fieldOf, type Trial } from './trial.ts';
import { addRecord, latest, readChanges, readRecord } from './trial-steps.ts';

const own = 'own@example.com';
const others: readonly string[] = ['first@example.com', 'second@example.com'];

/** Further values by which the app finds a record are told with it: matching goes by them too. */
export function alternateKeyTests(named: string): readonly ConformanceTest[] {
  return [
    {
      name: 'tells the further values by which a record is found, in every read, and that there are none',
      async run(trial) {
        const { field, id } = await addWithAlternates(trial);
        const { text } = trial.source;
        const { checkpoint } = await expectAlternates(trial, id, field, others);
        await trial.probe.setAlternates(trial.source.id, id, field, others.slice(1));
        await trial.settle();
        const next = await readChanges(trial, { since: checkpoint, fields: [text.id, field] });
        expectSameMembers(
          latest(next, id)?.alternateKeys?.[field] ?? [],
          others.slice(1),
          'A record whose further values have changed is a changed record.',
        );
        await trial.probe.setAlternates(trial.source.id, id, field, []);
        await trial.settle();
        await expectAlternates(trial, id, field, []);
        const unasked = await readRecord(trial, trial.source, id, [text.id]);
        expectSame(unasked?.alternateKeys?.[field], undefined, `"${named}" was not asked for.`);
      },
    },
    {
      name: 'finds a record by each of its further values',
      async run(trial) {
        const { field, id } = await addWithAlternates(trial);
        const { clock } = trial.recording;
        await clock.sleep(trial.capabilities.lookupDelayMs, trial.options.signal);
        const keys = [own, ...others, 'nobody@example.com'].map((value) => ({ [field]: value }));
        for (const [index, key] of keys.entries()) {
          const request = { object: trial.source.id, keys: [key], fields: [field] };
          const [found = []] = await trial.connection.findByKey(request, trial.options);
          const ids = found.map((record) => record.id);
          expectSame(ids, index < keys.length - 1 ? [id] : [], `findByKey by ${key[field]} finds the wrong records.`);
        }
      },
    },
  ];

  async function addWithAlternates(trial: Trial): Promise<{ readonly field: string; readonly id: string }> {
    const { id: field } = fieldOf(trial.source.schema, named);
    const id = await addRecord(trial, trial.source, 'alternates', { [field]: own });
    await trial.probe.setAlternates(trial.source.id, id, field, others);
    await trial.settle();
    return { field, id };
  }

  async function expectAlternates(trial: Trial, id: string, field: string, expected: readonly string[]) {
    const fields = [trial.source.text.id, field];
    const read = await readChanges(trial, { fields });
    const shown = [latest(read, id), await readRecord(trial, trial.source, id, fields)];
    for (const record of shown) {
      const told = record?.alternateKeys?.[field];
      expectThat(
        told !== undefined,
        `A read of "${named}" does not tell its further values; without any, that is an empty list.`,
      );
      expectSameMembers(told, expected, `A read tells other further values of "${named}" than the app holds.`);
      expectSame(record?.fields[field], own, `Further values leave "${named}" itself alone.`);
    }
    return read;
  }
}
