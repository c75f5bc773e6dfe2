import type { AssociationFieldSchema, ObjectSchema, ObjectSync } from '@linkwright/core';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { objectMeanings } from '../suggest/usual-names.ts';
import type { ObjectCatalogue } from './object-catalogue.ts';

/** An association mapping that needs a sync of its targets, and the two objects that this would pair. */
export interface AskedTargets {
  /** Name of the sync that maps it. */
  readonly name: string;
  readonly sync: Pick<ObjectSync, 'left' | 'right'>;
  /** As the file names the two fields. */
  readonly mapping: { readonly left: string; readonly right: string };
  readonly left: ObjectSchema;
  readonly right: ObjectSchema;
}

/** `null`: the problem is about no mapping, or a field may point at several objects and does not say which is meant. */
export async function askedTargets(
  { path: [, name, list, index] }: Pick<PlacedProblem, 'path'>,
  { configuration }: LoadedConfiguration,
  catalogue: ObjectCatalogue,
): Promise<AskedTargets | null> {
  const sync = typeof name === 'string' ? configuration.syncs[name] : undefined;
  const mapping = list === 'associations' && typeof index === 'number' ? sync?.associations?.[index] : undefined;
  if (!sync || !mapping) return null;
  const [left, right] = await Promise.all(
    (['left', 'right'] as const).map(async (side) => {
      const { associations } = await catalogue.describe(sync[side].connection, sync[side].object);
      const field = associations.find((one) => [one.name, one.id].includes(mapping[side]));
      const target = field ? onlyTarget(field) : null;
      return target === null ? null : catalogue.describe(sync[side].connection, target);
    }),
  );
  return left && right ? { name: String(name), sync, mapping, left, right } : null;
}

const onlyTarget = ({ targets }: AssociationFieldSchema): string | null =>
  targets.length === 1 ? (targets[0] ?? null) : null;

/**
 * Two objects whose names say that they hold different things are not to be paired, whatever an association would need:
 * says so, and what may fit instead. `null`: they may be alike.
 */
export async function whyUnlike(
  { sync, mapping, left, right }: AskedTargets,
  catalogue: ObjectCatalogue,
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
    `${left.name} and ${right.name} look like different things, so a sync of them is hardly what is meant.`,
    ...(toRight.length > 0 ? [`What may fit "${mapping.right}": ${toRight.join(', ')}.`] : []),
    ...(toLeft.length > 0 ? [`What may fit "${mapping.left}": ${toLeft.join(', ')}.`] : []),
  ].join(' ');
}

/** The same problems; where a sync of two unlike objects would be advised, what may fit instead. */
export async function withoutUnlikeAdvice(
  problems: readonly PlacedProblem[],
  loaded: LoadedConfiguration,
  catalogue: ObjectCatalogue,
): Promise<readonly PlacedProblem[]> {
  return Promise.all(
    problems.map(async (problem) => {
      if (problem.code !== 'association-target-not-synced' || problem.add === undefined) return problem;
      const asked = await askedTargets(problem, loaded, catalogue);
      const remedy = asked && (await whyUnlike(asked, catalogue));
      if (remedy === null) return problem;
      const { add: _, ...plain } = problem;
      return { ...plain, remedy };
    }),
  );
}
