import type { AssociationFieldSchema } from '../../contract/object-schema.ts';
import type { AssociationTarget } from '../../contract/source-record.ts';
import { manyAssociationTests } from './association-many-tests.ts';
import {
  type Edits,
  editAssociations,
  expectTaken,
  expectTargets,
  expectWritten,
  shownTargets,
  sourceWithTargets,
  writeSeparately,
} from './association-steps.ts';
import { expectSame } from './expectations.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import {
  addGone,
  addRecord,
  addRecords,
  associationRoles,
  createOf,
  inBatches,
  labels,
  writeOne,
  writtenRecord,
} from './trial-steps.ts';

/** Edges are read, added and removed one by one, and those that nobody named stay. */
export function associationTests(plan: Plan): readonly ConformanceTest[] {
  const { capabilities, roles } = plan;
  const { many, one, mark } = roles.source;
  const first = many ?? one ?? '';
  const separate = Object.values(capabilities.associationWrites).includes('separate');
  if (first === '') return [];
  return [
    {
      name: 'shows the targets of an association, and an empty list where there are none',
      async run(trial) {
        for (const role of associationRoles(plan)) {
          const { id, field, targets } = await sourceWithTargets(trial, role, 1);
          const bare = await addRecord(trial, trial.source, 'bare');
          const [target] = targets;
          if (target !== undefined) await trial.probe.associate(trial.source.id, id, field.id, target);
          const shown = await shownTargets(trial, trial.source, id, field.id);
          expectSame(shown, targets, `readAssociations does not show the target of "${role}".`);
          expectSame(await shownTargets(trial, trial.source, bare, field.id), [], `"${role}" has no target there.`);
        }
      },
    },
    {
      name: 'answers associations of several records in order',
      async run(trial) {
        const { field, targets } = await sourceWithTargets(trial, first, 1);
        const ids = await addRecords(trial, trial.source, ...labels(3));
        const holder = ids.at(-1) ?? '';
        const [target] = targets;
        if (target !== undefined) await trial.probe.associate(trial.source.id, holder, field.id, target);
        const asked = ids.toReversed();
        const answers = await inBatches(asked, capabilities.batchLimits.readAssociations, (batch) => {
          const request = { object: trial.source.id, associations: [field.id], ids: batch };
          return trial.connection.readAssociations(request, trial.options);
        });
        expectSame(
          answers.map(({ id, associations }) => [id, associations?.[field.id]?.length]),
          asked.map((id) => [id, id === holder ? 1 : 0]),
          'readAssociations answers once for each id, in order.',
        );
      },
    },
    {
      name: 'creates a record with its associations',
      async run(trial) {
        const { field, targets } = await sourceWithTargets(trial, first, many === undefined ? 1 : 2);
        const edits = { [field.id]: { add: targets } };
        const { id, outcomes } = await createWith(trial, edits);
        expectTaken(outcomes);
        await expectTargets(trial, { id, field: field.id, targets }, 'A new record does not have its associations.');
      },
    },
    {
      name: 'refuses a target that is not there, and writes the rest',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, first, many === undefined ? 0 : 1);
        const missing = await missingTarget(trial, field);
        for (const work of [
          async () => ({
            id,
            outcomes: await editAssociations(trial, id, { [field.id]: { add: [...targets, missing] } }),
          }),
          () => createWith(trial, { [field.id]: { add: [...targets, missing] } }),
        ]) {
          const done = await work();
          const refused = expectWritten(done.outcomes, 'A record is written without the targets that are refused.');
          expectSame(
            refused.map((refusal) => [refusal.field, refusal.target]),
            [[field.id, missing]],
            'The outcome is `written` and lists the missing target, and only that, under `refused`.',
          );
          expectSame(refused[0]?.error.category, 'association-target', 'This is the category of a missing target.');
          const place = { id: done.id, field: field.id, targets };
          await expectTargets(trial, place, 'The targets beside a missing one were not written.');
        }
      },
    },
    ...(many === undefined ? [] : manyAssociationTests(many, mark)),
    ...(one === undefined ? [] : [oneTest(one)]),
    {
      name: 'shows an association from its other end, where the schema names one',
      async run(trial) {
        for (const role of associationRoles(plan)) {
          const { id, field, targets } = await sourceWithTargets(trial, role, 1);
          const { inverse } = field;
          const [target] = targets;
          if (inverse?.object !== trial.target.id || target === undefined || !('id' in target)) continue;
          expectTaken(await editAssociations(trial, id, { [field.id]: { add: [target] } }));
          const shown = await shownTargets(trial, trial.target, target.id, inverse.field);
          expectSame(shown, [{ id }], `"${inverse.field}" is said to show "${role}" from the other end.`);
        }
      },
    },
    ...(separate ? [separateBatchTest(first)] : []),
  ];
}

function oneTest(role: string): ConformanceTest {
  return {
    name: 'moves an association that holds a single target, and empties it',
    async run(trial) {
      const { id, field, targets } = await sourceWithTargets(trial, role, 2);
      const [from, to] = targets;
      if (from === undefined || to === undefined) return;
      await trial.probe.associate(trial.source.id, id, field.id, from);
      expectTaken(await editAssociations(trial, id, { [field.id]: { add: [to], remove: [from] } }));
      await expectTargets(trial, { id, field: field.id, targets: [to] }, 'The association was not moved.');
      expectTaken(await editAssociations(trial, id, { [field.id]: { remove: [to] } }));
      await expectTargets(trial, { id, field: field.id, targets: [] }, 'The association was not emptied.');
    },
  };
}

function separateBatchTest(role: string): ConformanceTest {
  return {
    name: 'answers association changes in order, and says which record is gone',
    async run(trial) {
      const { id, field, targets } = await sourceWithTargets(trial, role, 1);
      const missing = await missingTarget(trial, field);
      const other = await addRecord(trial, trial.source, 'other');
      const gone = await addGone(trial, trial.source);
      const edits = [
        { id: other, field: field.id, add: [missing] },
        { id: gone, field: field.id, add: targets },
        { id, field: field.id, add: targets },
      ];
      const outcomes = await inBatches(edits, trial.capabilities.batchLimits.writeAssociations, (batch) =>
        writeSeparately(trial, batch),
      );
      const kinds = outcomes.map((outcome) => {
        return outcome.kind === 'written' && (outcome.refused ?? []).length > 0 ? 'refused' : outcome.kind;
      });
      expectSame(
        kinds,
        ['refused', 'gone', 'written'],
        'One outcome for each change, in order; a record that is not there is `gone`.',
      );
    },
  };
}

async function missingTarget(trial: Trial, { refersBy }: AssociationFieldSchema): Promise<AssociationTarget> {
  return refersBy === undefined ? { id: await addGone(trial, trial.target) } : { key: 'nobody bears this key' };
}

/** As the engine creates: associations inline, or right after in a call of their own. */
async function createWith(trial: Trial, edits: Edits) {
  const create = createOf(trial, 'with associations');
  if (trial.capabilities.associationWrites.create === 'separate') {
    const { id } = writtenRecord(await writeOne(trial, create), 'A plain create was not written.');
    return { id, outcomes: await editAssociations(trial, id, edits) };
  }
  const associations = Object.fromEntries(
    Object.entries(edits).map(([field, { add = [] }]) => [field, { add, remove: [], result: add }]),
  );
  const outcome = await writeOne(trial, { ...create, associations });
  const { id } = writtenRecord(outcome, 'A create with associations was not written.');
  return { id, outcomes: [outcome] };
}
