import { type ObjectSync, objectSyncSchema } from '@linkwright/core';
import {
  type AssociationName,
  type FilterSetting,
  type ObjectName,
  type Side,
  type Story,
  type SyncSetting,
  sides,
} from '../story/story.ts';
import { type Personality, personalities, sourceOf, standardMatch } from './personalities.ts';

export const objectNames = ['company', 'contact'] as const;
export const syncNames: Readonly<Record<ObjectName, 'companies' | 'contacts'>> = {
  company: 'companies',
  contact: 'contacts',
};

/** What both sides of an implied sync have a standard name for. */
const impliedFields: readonly string[] = ['domain', 'name', 'phone'];

/** The defaults of a sync that nobody wrote, in the direction of the associations that need it. */
const impliedSetting = ({ contacts }: Story): SyncSetting => ({
  direction: contacts.direction,
  winner: 'left',
  blanks: 'keep',
  create: 'both',
  keyless: 'exclude',
  deletions: 'ignore',
  identity: false,
  match: standardMatch,
  oneWay: null,
  filter: null,
});

const mappedFields: Readonly<Record<ObjectName, readonly string[]>> = {
  company: ['domain', 'name', 'phone', 'grade'],
  contact: ['email', 'name', 'title', 'seen', 'score', 'vip', 'tags'],
};

/** Worlds are small: so many records are a mass. */
export const brakeNumbers = { most: 3, minimum: 5 } as const;

const { most } = brakeNumbers;
const brakes = { blank: most, overwrite: most, unlink: most, archive: most, create: '80%', minimum: 5 } as const;
const noBrakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' } as const;

export type Direction = SyncSetting['direction'];

/** One field of a sync, by the names of both apps. */
export interface FieldPair {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly direction: Direction;
}

export interface AssociationPair extends FieldPair {
  readonly name: AssociationName;
  readonly source: ObjectName;
}

/** What the configuration says, worked out from the story and not from what the engine made of it. */
export interface SyncShape {
  readonly object: ObjectName;
  readonly left: string;
  readonly right: string;
  readonly setting: SyncSetting;
  /** It is derived for what contacts refer to: it matches, creates once and links, and updates nothing. */
  readonly implied: boolean;
  readonly fields: readonly FieldPair[];
  readonly associations: readonly AssociationPair[];
}

export function shapesOf(story: Story): Readonly<Record<ObjectName, SyncShape>> {
  return { company: shapeOf(story, 'company'), contact: shapeOf(story, 'contact') };
}

function shapeOf(story: Story, object: ObjectName): SyncShape {
  const left = personalities[story.left.personality];
  const right = personalities[story.right.personality];
  const implied = story.implied && object === 'company';
  const setting = implied ? impliedSetting(story) : story[syncNames[object]];
  const pair = (name: string): Omit<FieldPair, 'direction'> => ({
    name,
    left: left.field(name),
    right: right.field(name),
  });
  return {
    object,
    left: left.object(object),
    right: right.object(object),
    setting,
    implied,
    fields: (implied ? impliedFields : mappedFields[object]).map((name) => ({
      ...pair(name),
      direction: directionOf(setting, name),
    })),
    associations: mappedAssociations(story, left, right)
      .filter((name) => sourceOf[name] === object && !implied)
      .map((name) => ({ ...pair(name), name, source: object, direction: setting.direction })),
  };
}

function directionOf(setting: SyncSetting, field: string): Direction {
  return setting.direction === 'two-way' && setting.oneWay?.field === field
    ? setting.oneWay.direction
    : setting.direction;
}

function mappedAssociations({ labels }: Story, left: Personality, right: Personality): readonly AssociationName[] {
  const unmapped = { none: 'advisor', 'with-set': null, 'without-set': 'companies' }[labels];
  return left.associations.filter((name) => right.associations.includes(name) && name !== unmapped);
}

export const writesTo = (direction: Direction, side: Side): boolean =>
  direction === 'two-way' || direction === (side === 'right' ? 'left-to-right' : 'right-to-left');

export const createsOn = ({ setting }: SyncShape, side: Side): boolean =>
  writesTo(setting.direction, side) && (setting.create === 'both' || setting.create === side);

const writtenObjects = (story: Story): readonly ObjectName[] => (story.implied ? ['contact'] : objectNames);

/** The same as a file would say it. */
export function configurationOf(story: Story): Readonly<Record<string, ObjectSync>> {
  const shapes = shapesOf(story);
  return Object.fromEntries(
    writtenObjects(story).map((object) => {
      const { setting, fields, associations, left, right } = shapes[object];
      const names = (name: string) => ({
        left: personalities[story.left.personality].field(name),
        right: personalities[story.right.personality].field(name),
      });
      const sync = objectSyncSchema.parse({
        left: { connection: 'left', object: left },
        right: { connection: 'right', object: right },
        // Sweeps and scans come with the last cycles; a complete comparison would hide what was missed until then.
        sweep: '12h',
        scan: '1m',
        compare: '365d',
        brakes: story.brakes ? brakes : noBrakes,
        direction: setting.direction,
        create: setting.create,
        keyless: setting.keyless,
        deletions: setting.deletions,
        conflicts: { winner: setting.winner, blanks: setting.blanks },
        ...(setting.identity && { identity: names('token') }),
        match: setting.match.map((name) => ({ ...names(name), ...(name === 'domain' && { normalize: 'domain' }) })),
        fields: fields.map((field) => ({
          left: field.left,
          right: field.right,
          ...(field.direction !== setting.direction && { direction: field.direction }),
        })),
        associations: associations.map((one) => ({ left: one.left, right: one.right })),
        ...(setting.filter && { filter: filterOf(setting.filter, names) }),
      });
      return [syncNames[object], sync];
    }),
  );
}

function filterOf(
  filter: FilterSetting,
  names: (name: string) => Readonly<Record<Side, string>>,
): ObjectSync['filter'] {
  const conditions = sides.flatMap((side) => {
    const { field, ...tests } = filter[side] ?? { field: null };
    return field === null ? [] : [[side, { [names(field)[side]]: tests }]];
  });
  return { ...Object.fromEntries(conditions), onExit: filter.onExit };
}
