import type { AssociationMapping, ObjectSchema, ObjectSync } from '@linkwright/core';
import type { ObjectCatalogue } from '../../session/object-catalogue.ts';
import { objectMeanings } from '../../suggest/usual-names.ts';

/** The association mapping that would need a sync of its targets. */
interface Asking {
  readonly sync: Pick<ObjectSync, 'left' | 'right'>;
  readonly mapping: AssociationMapping;
  readonly catalogue: ObjectCatalogue;
}

/** Two objects whose names say that they hold different things are not paired, whatever an association would need. */
export async function whyUnlike(
  { sync, mapping, catalogue }: Asking,
  left: ObjectSchema,
  right: ObjectSchema,
): Promise<string | null> {
  const [ofLeft, ofRight] = [objectMeanings(left), objectMeanings(right)];
  if (ofLeft.length === 0 || ofRight.length === 0 || ofLeft.some((meaning) => ofRight.includes(meaning))) return null;
  const alike = async (side: 'left' | 'right', meanings: readonly string[]): Promise<readonly string[]> => {
    const { connection, object } = sync[side];
    const [{ associations }, { objects }] = await Promise.all([
      catalogue.describe(connection, object),
      catalogue.list(connection),
    ]);
    const fits = (id: string): boolean =>
      objects.some((one) => one.id === id && objectMeanings(one).some((meaning) => meanings.includes(meaning)));
    return associations.filter(({ targets }) => targets.some(fits)).map((field) => field.name);
  };
  const [toRight, toLeft] = await Promise.all([alike('left', ofRight), alike('right', ofLeft)]);
  return [
    `maps ${mapping.left} to "${mapping.right}", but ${left.name} and ${right.name} look like different things, so no sync of them was added.`,
    ...(toRight.length > 0 ? [`What may fit "${mapping.right}": ${toRight.join(', ')}.`] : []),
    ...(toLeft.length > 0 ? [`What may fit "${mapping.left}": ${toLeft.join(', ')}.`] : []),
  ].join(' ');
}
