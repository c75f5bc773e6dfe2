import type { RecordChange } from '../../contract/record-change.ts';
import { isErrorOfKind } from '../../errors/linkwright-error.ts';
import { expectSame, expectSameMembers, expectThat, show } from './expectations.ts';
import { type ConformanceTest, fieldOf, type Trial } from './trial.ts';
import {
  addGone,
  addRecord,
  addRecords,
  createOf,
  inBatches,
  readRecord,
  textInApp,
  valuesOfEveryType,
  write,
  writeOne,
  writtenRecord,
} from './trial-steps.ts';

/** Where the app refuses a second record with the same value. */
export function uniqueTest(name: string): ConformanceTest {
  return {
    name: 'says that a unique value exists already, and writes nothing',
    async run(trial) {
      const { source, probe } = trial;
      const field = fieldOf(source.schema, name);
      const role = valuesOfEveryType(trial).find((candidate) => candidate.field === field);
      const taken = { [field.id]: role?.value ?? 'taken' };
      const holder = await addRecord(trial, source, 'holder', taken);
      const other = await addRecord(trial, source, 'other');
      const outcomes = [
        await writeOne(trial, createOf(trial, 'copy', taken)),
        await writeOne(trial, { kind: 'update', writeId: 'u', id: other, fields: taken }),
      ];
      for (const outcome of outcomes) {
        expectThat(outcome.kind === 'exists', `A value that is taken is \`exists\`, not ${show(outcome)}.`);
        expectThat(
          outcome.id === null || outcome.id === holder,
          `\`exists\` names ${outcome.id}, and it is ${holder}.`,
        );
      }
      expectSameMembers(await probe.list(source.id), [holder, other], 'A record was made although its value is taken.');
      expectSame(
        await textInApp(trial, source, holder),
        'holder',
        'The connector may not adopt the record: the engine does.',
      );
    },
  };
}

/** Where an upsert can name a field. */
export function upsertTest(name: string): ConformanceTest {
  return {
    name: 'updates the record that has the identity value instead of creating another',
    async run(trial) {
      const { source, probe } = trial;
      const { id: identity } = fieldOf(source.schema, name);
      const create = (label: string): RecordChange => {
        const fields = { [source.text.id]: label, [identity]: 'linkwright-identity-1' };
        return { kind: 'create', writeId: label, fields, upsertOn: identity };
      };
      const first = writtenRecord(await writeOne(trial, create('first')), 'An upsert was not written.');
      const second = writtenRecord(await writeOne(trial, create('second')), 'A repeated upsert was not written.');
      expectSame(second.id, first.id, 'The same identity value means the same record.');
      expectSame(await probe.list(source.id), [first.id], 'A repeated upsert made a second record.');
      expectSame(await textInApp(trial, source, first.id), 'second', 'A repeated upsert updates the record.');
    },
  };
}

/** `conditionalWrites: true`. */
export const staleTest: ConformanceTest = {
  name: 'refuses a write whose expected revision no longer holds',
  async run(trial) {
    const { source, probe, capabilities } = trial;
    const id = await addRecord(trial, source, 'seen');
    const expectedRevision = (await readRecord(trial, source, id))?.revision ?? '';
    expectThat(expectedRevision !== '', 'Where writes are conditional, records carry a revision.');
    await probe.update(source.id, id, { [source.text.id]: 'by a person' });
    const update = {
      kind: 'update',
      writeId: 'u',
      id,
      fields: { [source.text.id]: 'late' },
      expectedRevision,
    } as const;
    expectSame((await writeOne(trial, update)).kind, 'stale', 'A revision that no longer holds is `stale`.');
    if (capabilities.archive !== 'none') {
      const archive = { kind: 'archive', writeId: 'a', id, expectedRevision } as const;
      expectSame((await writeOne(trial, archive)).kind, 'stale', 'A revision that no longer holds is `stale`.');
    }
    expectSame(await textInApp(trial, source, id), 'by a person', 'A value that nobody had seen was overwritten.');
    const current = (await readRecord(trial, source, id))?.revision ?? '';
    const outcome = await writeOne(trial, { ...update, expectedRevision: current });
    expectSame(outcome.kind, 'written', 'A write with the current revision is made.');
  },
};

/** `conditionalWrites: false`. */
export const unconditionalTest: ConformanceTest = {
  name: 'writes whatever the expected revision, since its capabilities promise nothing else',
  async run(trial) {
    const { source } = trial;
    const id = await addRecord(trial, source, 'before');
    const fields = { [source.text.id]: 'after' };
    const outcome = await writeOne(trial, { kind: 'update', writeId: 'u', id, fields, expectedRevision: 'never was' });
    expectSame(outcome.kind, 'written', 'Say conditionalWrites: true where the app compares revisions.');
  },
};

/** `archive: reversible or permanent`. */
export const archiveTest: ConformanceTest = {
  name: 'archives records, also one that is gone already',
  async run(trial) {
    const { source, probe, capabilities } = trial;
    const [kept = '', a = '', b = ''] = await addRecords(trial, source, 'kept', 'a', 'b');
    const gone = await addGone(trial, source);
    const ids = [b, gone, a];
    const outcomes = await inBatches(ids, capabilities.batchLimits.archive, (batch) =>
      write(
        trial,
        source,
        batch.map((id) => ({ kind: 'archive', writeId: `archive ${id}`, id })),
      ),
    );
    outcomes.forEach((outcome, index) => {
      const fits = outcome.kind === 'written' || (outcome.kind === 'gone' && ids[index] === gone);
      expectThat(fits, `Archiving is \`written\`, or \`gone\` where the record was: ${show(outcome)}.`);
    });
    expectSameMembers(await probe.list(source.id), [kept], 'Exactly the named records are archived.');
  },
};

/** `archive: none`. */
export const noArchiveTest: ConformanceTest = {
  name: 'refuses to archive with an UnsupportedError, since its capabilities say that it cannot',
  async run(trial) {
    const { source, probe } = trial;
    const id = await addRecord(trial, source, 'kept');
    const reason = await refusalOf(trial, { kind: 'archive', writeId: 'a', id });
    expectThat(
      isErrorOfKind(reason, 'unsupported'),
      `Throw an UnsupportedError before anything is sent, or answer \`not-sent\` with one. It was ${show(reason)}.`,
    );
    expectSame(await probe.list(source.id), [id], 'The record was archived all the same.');
  },
};

async function refusalOf(trial: Trial, change: RecordChange): Promise<unknown> {
  try {
    const outcome = await writeOne(trial, change);
    return outcome.kind === 'not-sent' ? outcome.error : outcome;
  } catch (error) {
    return error;
  }
}
