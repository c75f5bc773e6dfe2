import type { CanonicalValue, SourceRecord } from '@linkwright/core';
import { type ObjectName, type Side, sides } from '../story/story.ts';
import { brakeNumbers, syncNames } from '../world/configuration.ts';
import { type StoredLink, storedLinks } from '../world/store-view.ts';
import { report, type World } from '../world/world.ts';

/** What both apps held, and which records were linked, at one moment. */
export interface Standstill {
  readonly records: ReadonlyMap<string, ReadonlyMap<string, SourceRecord>>;
  readonly links: readonly StoredLink[];
}

const objects: readonly ObjectName[] = ['company', 'contact'];
const place = (side: Side, object: ObjectName): string => `${side} ${object}`;

export async function standstillOf(world: World): Promise<Standstill> {
  const records = new Map(
    sides.flatMap((side) =>
      objects.map((object) => {
        const all = world.apps[side].app.readAll(world.shapes[object][side]);
        return [place(side, object), new Map(all.map((record) => [record.id, record]))] as const;
      }),
    ),
  );
  const links = (await storedLinks(world.store, world.shapes)).filter(({ state }) => state === 'linked');
  return { records, links };
}

/**
 * I16: of a cycle in which nobody edits and nothing was allowed, no side comes out with more values emptied, written over
 * with one other, associations removed, records archived, links ended, or records made beside unmatched ones, than the configuration says.
 */
export async function checkNoMassChange(world: World, before: Standstill): Promise<void> {
  const after = await standstillOf(world);
  const tell = (what: string, count: number): void => {
    if (count > brakeNumbers.most) report(world, 'I16-no-mass-change', `${count} ${what}, and nobody allowed it`);
  };
  for (const side of sides) {
    for (const object of objects) {
      const shape = world.shapes[object];
      const [was, is] = [before, after].map(({ records }) => records.get(place(side, object)) ?? new Map());
      const name = `of ${syncNames[object]} (${side})`;
      tell(`records ${name} are gone`, [...(was?.keys() ?? [])].filter((id) => !is?.has(id)).length);
      const pairs = [...(was ?? [])].flatMap(([id, record]: [string, SourceRecord]) => {
        const now: SourceRecord | undefined = is?.get(id);
        return now ? [{ record, now }] : [];
      });
      for (const field of shape.fields) {
        const changes = pairs.flatMap(({ record, now }) => {
          const [one, other] = [record.fields[field[side]] ?? null, now.fields[field[side]] ?? null];
          return isEmpty(one) || JSON.stringify(one) === JSON.stringify(other) ? [] : [other];
        });
        tell(`values of ${field.name} ${name} were emptied`, changes.filter(isEmpty).length);
        const filled = changes.filter((value) => !isEmpty(value)).map((value) => JSON.stringify(value));
        const most = Math.max(0, ...[...Map.groupBy(filled, (value) => value).values()].map((same) => same.length));
        tell(`values of ${field.name} ${name} were overwritten with one`, most);
      }
      for (const { name: association, ...ends } of shape.associations) {
        const removed = pairs.reduce((sum, { record, now }) => {
          const [held, left] = [record, now].map(({ associations }) =>
            (associations?.[ends[side]] ?? []).map((target) => JSON.stringify(target)),
          );
          const loses = (held ?? []).length > 0 && (left ?? []).length === 0;
          return sum + (loses ? 1 : 0);
        }, 0);
        tell(`records ${name} have lost all of ${association}`, removed);
      }
    }
  }
  for (const object of objects) {
    const still = new Set(after.links.map(({ id }) => id));
    const ended = before.links.filter((link) => link.object === object && !still.has(link.id));
    tell(`links of ${syncNames[object]} have ended`, ended.length);
    checkCreates(world, object, before, after);
  }
}

function checkCreates(world: World, object: ObjectName, before: Standstill, after: Standstill): void {
  const full = Math.min(...sides.map((side) => before.records.get(place(side, object))?.size ?? 0));
  const made = sides.reduce((sum, side) => {
    const was = before.records.get(place(side, object));
    return sum + [...(after.records.get(place(side, object))?.keys() ?? [])].filter((id) => !was?.has(id)).length;
  }, 0);
  const matched = after.links.filter((link) => {
    const isOld = sides.every((side) => before.records.get(place(side, object))?.has(link[side]));
    return link.object === object && isOld;
  });
  if (full >= brakeNumbers.minimum && matched.length === 0 && made >= brakeNumbers.minimum) {
    report(
      world,
      'I16-no-mass-change',
      `${made} ${object} records were made where both sides were full and none matched`,
    );
  }
}

const isEmpty = (value: CanonicalValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
