import type { AssociationFieldSchema } from '../../contract/object-schema.ts';
import { parseAnswer } from '../../contract/parse-answer.ts';
import type { AssociationOutcome, AssociationRefusal, WriteOutcome } from '../../contract/record-change.ts';
import type { AssociationTarget } from '../../contract/source-record.ts';
import { recordAssociationsSchema } from '../../contract/source-record-schema.ts';
import { associationOutcomeSchema } from '../../contract/write-outcome-schema.ts';
import { expectSame, expectSameMembers, expectThat, show } from './expectations.ts';
import { associationOf, type ObjectUnderTest, type Trial } from './trial.ts';
import { addRecord, labels, write } from './trial-steps.ts';

export interface Edit {
  readonly add?: readonly AssociationTarget[];
  readonly remove?: readonly AssociationTarget[];
}

/** By association field id. */
export type Edits = Readonly<Record<string, Edit>>;

export type EditOutcome = Exclude<WriteOutcome, { kind: 'written' }> | AssociationOutcome;

/** How the association field names a record of the target: by its id, or by the value that it refers by. */
export async function targetOf(
  trial: Trial,
  association: AssociationFieldSchema,
  id: string,
): Promise<AssociationTarget> {
  const { refersBy } = association;
  if (refersBy === undefined) return { id };
  const fields = await trial.probe.read(trial.target.id, id, [refersBy]);
  return { key: String(fields?.[refersBy] ?? '') };
}

export function textOf(target: AssociationTarget): string {
  return 'id' in target ? target.id : target.key;
}

/** What the connection shows. */
export async function shownTargets(
  trial: Trial,
  object: ObjectUnderTest,
  id: string,
  field: string,
): Promise<readonly AssociationTarget[]> {
  const request = { object: object.id, associations: [field], ids: [id] };
  const [answer] = await trial.connection.readAssociations(request, trial.options);
  const { associations } = parseAnswer(recordAssociationsSchema, answer, 'the associations of a record');
  const targets = associations?.[field];
  expectThat(
    targets !== undefined,
    `readAssociations left out "${field}" of a record that is there. A field without targets is an empty list; absent ` +
      'means that it was not read.',
  );
  return targets;
}

/** What the probe sees. */
export async function expectTargets(
  trial: Trial,
  request: { readonly id: string; readonly field: string; readonly targets: readonly AssociationTarget[] },
  advice: string,
): Promise<void> {
  const seen = await trial.probe.associations(trial.source.id, request.id, request.field);
  expectSameMembers(seen.map(textOf), request.targets.map(textOf), advice);
}

/** The edits as the engine sends them: inline with an update, with what the app last showed, or in a call of their own. */
export async function editAssociations(trial: Trial, id: string, edits: Edits): Promise<readonly EditOutcome[]> {
  if (trial.capabilities.associationWrites.update === 'separate') {
    return writeSeparately(
      trial,
      Object.entries(edits).map(([field, edit]) => ({ id, field, ...edit })),
    );
  }
  const associations = Object.fromEntries(
    await Promise.all(
      Object.entries(edits).map(async ([field, { add = [], remove = [] }]) => {
        const removed = new Set(remove.map(textOf));
        const added = new Set(add.map(textOf));
        const shown = await shownTargets(trial, trial.source, id, field);
        const kept = shown.filter((target) => !removed.has(textOf(target)) && !added.has(textOf(target)));
        return [field, { add, remove, result: [...kept, ...add] }] as const;
      }),
    ),
  );
  return write(trial, trial.source, [{ kind: 'update', writeId: `edit ${id}`, id, fields: {}, associations }]);
}

/** One call of `writeAssociations`, its outcomes checked for their form. */
export async function writeSeparately(
  trial: Trial,
  edits: readonly (Edit & { readonly id: string; readonly field: string })[],
): Promise<readonly AssociationOutcome[]> {
  const { connection } = trial;
  expectThat(
    connection.writeAssociations !== undefined,
    'The capabilities say that associations are written `separate`, so the connection needs writeAssociations.',
  );
  const changes = edits.map(({ id, field, add = [], remove = [] }) => {
    return { writeId: `associate ${id} ${field}`, id, field, add, remove };
  });
  const outcomes = await connection.writeAssociations({ object: trial.source.id, changes }, trial.options);
  expectSame(outcomes.length, changes.length, 'writeAssociations answers one outcome for each change.');
  for (const outcome of outcomes) parseAnswer(associationOutcomeSchema, outcome, 'an association outcome');
  return outcomes;
}

export function expectWritten(outcomes: readonly EditOutcome[], advice: string): readonly AssociationRefusal[] {
  return outcomes.flatMap((outcome) => {
    expectThat(outcome.kind === 'written', `${advice}\nThe outcome is ${show(outcome)}.`);
    return outcome.refused ?? [];
  });
}

/** All targets were taken. */
export function expectTaken(outcomes: readonly EditOutcome[]): void {
  const refused = expectWritten(outcomes, 'The edit of an association was not written.');
  expectSame(refused, [], 'Targets were refused although they are there.');
}

/** A record of the source, and so many targets that it could point at. */
export async function sourceWithTargets(
  trial: Trial,
  role: string,
  count: number,
): Promise<{
  readonly id: string;
  readonly field: AssociationFieldSchema;
  readonly targets: readonly AssociationTarget[];
}> {
  const field = associationOf(trial.source.schema, role);
  const id = await addRecord(trial, trial.source, 'source');
  const targets: AssociationTarget[] = [];
  for (const label of labels(count, `target of ${role}`)) {
    targets.push(await targetOf(trial, field, await addRecord(trial, trial.target, label)));
  }
  return { id, field, targets };
}
