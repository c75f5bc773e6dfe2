import { editAssociations, expectTaken, expectTargets, sourceWithTargets, targetOf } from './association-steps.ts';
import { expectSame } from './expectations.ts';
import { associationOf, type ConformanceTest } from './trial.ts';
import { addRecord } from './trial-steps.ts';

/** A set of targets, and the mark on one of them. */
export function manyAssociationTests(many: string, mark: string | undefined): readonly ConformanceTest[] {
  return [
    {
      name: 'adds a target and keeps those that are there',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 3);
        for (const target of targets.slice(0, 2)) await trial.probe.associate(trial.source.id, id, field.id, target);
        expectTaken(await editAssociations(trial, id, { [field.id]: { add: targets.slice(2) } }));
        const advice = 'After an addition the record has its former targets, which nobody named, and the new one.';
        await expectTargets(trial, { id, field: field.id, targets }, advice);
      },
    },
    {
      name: 'removes a target and keeps the others',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 3);
        for (const target of targets) await trial.probe.associate(trial.source.id, id, field.id, target);
        expectTaken(await editAssociations(trial, id, { [field.id]: { remove: targets.slice(1, 2) } }));
        const [a, , c] = targets;
        const left = [a, c].filter((target) => target !== undefined);
        await expectTargets(trial, { id, field: field.id, targets: left }, 'Only the named target is removed.');
      },
    },
    {
      name: 'adds and removes targets in one edit',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 3);
        for (const target of targets.slice(0, 2)) await trial.probe.associate(trial.source.id, id, field.id, target);
        const edit = { add: targets.slice(2), remove: targets.slice(0, 1) };
        expectTaken(await editAssociations(trial, id, { [field.id]: edit }));
        await expectTargets(
          trial,
          { id, field: field.id, targets: targets.slice(1) },
          'One target takes another’s place.',
        );
      },
    },
    {
      name: 'takes an addition of what is there and a removal of what is not',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 2);
        const [held, strange] = [targets.slice(0, 1), targets.slice(1)];
        for (const target of held) await trial.probe.associate(trial.source.id, id, field.id, target);
        expectTaken(await editAssociations(trial, id, { [field.id]: { add: held } }));
        expectTaken(await editAssociations(trial, id, { [field.id]: { remove: strange } }));
        await expectTargets(trial, { id, field: field.id, targets: held }, 'Neither changes anything.');
      },
    },
    ...(mark === undefined ? [] : markTests(many, mark)),
  ];
}

function markTests(many: string, mark: string): readonly ConformanceTest[] {
  return [
    {
      name: 'gives a mark to a target, which joins the set by it',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 2);
        const marked = associationOf(trial.source.schema, mark).id;
        const [first, second] = [targets.slice(0, 1), targets.slice(1)];
        for (const target of first) await trial.probe.associate(trial.source.id, id, field.id, target);
        expectTaken(await editAssociations(trial, id, { [marked]: { add: second } }));
        await expectTargets(trial, { id, field: marked, targets: second }, 'The mark was not given.');
        await expectTargets(trial, { id, field: field.id, targets }, 'Adding through a mark adds to the set.');
      },
    },
    {
      name: 'moves a mark within its set',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 2);
        const marked = associationOf(trial.source.schema, mark).id;
        const [first, second] = [targets.slice(0, 1), targets.slice(1)];
        for (const target of targets) await trial.probe.associate(trial.source.id, id, field.id, target);
        for (const target of first) await trial.probe.associate(trial.source.id, id, marked, target);
        expectTaken(await editAssociations(trial, id, { [marked]: { add: second, remove: first } }));
        await expectTargets(trial, { id, field: marked, targets: second }, 'The mark was not moved.');
        await expectTargets(trial, { id, field: field.id, targets }, 'Moving a mark leaves the set as it is.');
      },
    },
    {
      name: 'takes a mark away and keeps the membership',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 1);
        const marked = associationOf(trial.source.schema, mark).id;
        for (const target of targets) await trial.probe.associate(trial.source.id, id, marked, target);
        expectTaken(await editAssociations(trial, id, { [marked]: { remove: targets } }));
        await expectTargets(trial, { id, field: marked, targets: [] }, 'The mark was not taken away.');
        await expectTargets(trial, { id, field: field.id, targets }, 'Without its mark a target stays in the set.');
      },
    },
    {
      name: 'takes the marks of a target that leaves the set',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 2);
        const marked = associationOf(trial.source.schema, mark).id;
        const [first, second] = [targets.slice(0, 1), targets.slice(1)];
        for (const target of targets) await trial.probe.associate(trial.source.id, id, field.id, target);
        for (const target of first) await trial.probe.associate(trial.source.id, id, marked, target);
        expectTaken(await editAssociations(trial, id, { [field.id]: { remove: first } }));
        await expectTargets(trial, { id, field: field.id, targets: second }, 'The target did not leave the set.');
        const still = await trial.probe.associations(trial.source.id, id, marked);
        expectSame(
          still.filter((target) => first.some((one) => JSON.stringify(one) === JSON.stringify(target))),
          [],
          'A target that left the set still has its mark.',
        );
      },
    },
    {
      name: 'changes a set and its mark in one edit',
      async run(trial) {
        const { id, field, targets } = await sourceWithTargets(trial, many, 1);
        const marked = associationOf(trial.source.schema, mark);
        const [from] = targets;
        const to = await targetOf(trial, marked, await addRecord(trial, trial.target, 'to'));
        if (from === undefined) return;
        await trial.probe.associate(trial.source.id, id, marked.id, from);
        const edit = { add: [to], remove: [from] };
        expectTaken(await editAssociations(trial, id, { [field.id]: edit, [marked.id]: edit }));
        await expectTargets(trial, { id, field: field.id, targets: [to] }, 'The set was not changed.');
        await expectTargets(trial, { id, field: marked.id, targets: [to] }, 'The mark was not moved.');
      },
    },
  ];
}
