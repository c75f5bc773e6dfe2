import type { FieldSchema } from '@linkwright/core';
import { referenceTypes } from '@linkwright/engine';
import { visible } from '../output/visible.ts';
import { referenceLikeness } from '../suggest/reference-likeness.ts';
import { fieldChoice } from './choose-match.ts';
import type { SetupContext, SetupEnd, SetupPair } from './setup-context.ts';
import { placeOf } from './setup-context.ts';

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
  if (ask === null || targets.length === 0) return [];
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
