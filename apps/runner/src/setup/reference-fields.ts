import { type AssociationFieldSchema, type FieldSchema, type FieldType, objectSyncSchema } from '@linkwright/core';
import { z } from 'zod';
import { valueAt } from '../configuration/path.ts';
import { visible } from '../output/visible.ts';
import { referenceLikeness } from '../suggest/reference-likeness.ts';
import { fieldChoice } from './choose-match.ts';
import type { SetupContext, SetupEnd, SetupPair } from './setup-context.ts';
import { placeOf } from './setup-context.ts';

/** Types of a plain field that can hold another record's key. */
const referenceTypes: readonly FieldType[] = ['text', 'multiline', 'email', 'url', 'phone', 'integer', 'decimal'];

/** Can a sync of this release declare reference fields? */
export const canRefer = 'references' in objectSyncSchema.shape;

const referencesSchema = z.array(
  z.looseObject({
    left: z.string().optional(),
    right: z.string().optional(),
    target: z.string(),
    separator: z.string().optional(),
  }),
);

/** The declared reference fields of one end, as association fields. */
export async function referenceFields(
  { draft, catalogue }: SetupContext,
  end: SetupEnd,
  sync: string,
): Promise<readonly AssociationFieldSchema[]> {
  const { syncs } = draft.loaded().configuration;
  const declared = referencesSchema.safeParse(valueAt(syncs[sync], ['references']));
  const found: AssociationFieldSchema[] = [];
  for (const reference of declared.data ?? []) {
    const name = reference[end.side];
    const target = syncs[reference.target]?.[end.side];
    const field = end.object.fields.find((one) => name !== undefined && [one.name, one.id].includes(name));
    if (!field || target === undefined) continue;
    found.push({
      id: field.id,
      name: field.name,
      label: field.label,
      targets: [await catalogue.idOf(target.connection, target.object)],
      cardinality: reference.separator === undefined ? 'one' : 'many',
      readOnly: field.readOnly,
      changeTouchesRecord: true,
    });
  }
  return found;
}

export type ChosenReference = Readonly<Record<string, string>>;

/** Plain fields that say by its name or key which other record is meant. Their targets are found through a sync. */
export async function chooseReferences(
  context: SetupContext,
  pair: SetupPair,
  taken: readonly string[],
): Promise<readonly ChosenReference[]> {
  const { ask, draft, connections } = context;
  const targets = Object.entries(draft.loaded().configuration.syncs).filter(
    ([, sync]) => sync.enabled && connections.has(sync.left.connection) && connections.has(sync.right.connection),
  );
  // Without a sync that a reference could lead to there is nothing to declare.
  if (ask === null || !canRefer || targets.length === 0) return [];
  const names = targets.map(([name]) => name);
  const fields = [pair.left, pair.right].flatMap((end) =>
    end.object.fields
      .filter((field) => referenceTypes.includes(field.type) && !taken.includes(`${end.side} ${field.id}`))
      .map((field) => ({
        end,
        field,
        likeness: referenceLikeness(field, end.object, names),
      })),
  );
  if (fields.length === 0) return [];
  const wanted = await ask.chooseSome(
    'Do some of these fields name another record? (Enter: none)',
    fields
      .sort((a, b) => b.likeness - a.likeness || Number(a.field.readOnly) - Number(b.field.readOnly))
      .map((one) => ({
        ...fieldChoice(one.field),
        value: one,
        label: `${placeOf(context, one.end)}: ${one.field.name}`,
      })),
  );
  const chosen: ChosenReference[] = [];
  for (const { end, field } of wanted) {
    const target = await ask.choose(
      `Records of which sync does ${visible(field.name)} name?`,
      targets.map(([name, sync]) => ({
        value: name,
        label: name,
        hint: `${sync[end.side].connection} ${sync[end.side].object}`,
      })),
    );
    const key = await chooseTargetKey(context, end, target, field);
    const separator = await ask.text({
      message: `What stands between several names in ${visible(field.name)}? (empty: it holds one)`,
      placeholder: 'such as ;',
    });
    chosen.push({
      [end.side]: field.name,
      target,
      ...(key !== null && { key }),
      ...(separator !== '' && { separator }),
    });
  }
  return chosen;
}

async function chooseTargetKey(
  { ask, draft, catalogue }: SetupContext,
  end: SetupEnd,
  target: string,
  reference: Pick<FieldSchema, 'name'>,
): Promise<string | null> {
  const ends = draft.loaded().configuration.syncs[target]?.[end.side];
  if (ask === null || ends === undefined) return null;
  const object = await catalogue.describe(ends.connection, ends.object);
  return ask.choose<string | null>(`Which field of ${visible(object.name)} does ${visible(reference.name)} hold?`, [
    { value: null, label: `What ${target} is matched on` },
    ...object.fields
      .filter((field) => referenceTypes.includes(field.type))
      .map((field) => ({ ...fieldChoice(field), value: field.name })),
  ]);
}
