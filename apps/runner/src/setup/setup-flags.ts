import { winners } from '@linkwright/core';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** What `--left` and `--right` say: a connection, and an object of it. */
export interface EndFlag {
  readonly connection: string;
  readonly object: string;
}

const mapping = z.record(z.string(), z.string());

/** One condition of a filter. `null`: no condition is left. */
export interface FilterFlag {
  readonly side: 'left' | 'right';
  readonly field: string;
  readonly test: 'is' | 'not' | 'above' | 'below' | 'exists' | 'missing';
  readonly value: string;
}

const filterFlagSchema = z
  .object({
    side: z.enum(['left', 'right']),
    field: z.string(),
    test: z.enum(['is', 'not', 'above', 'below', 'exists', 'missing']),
    value: z.string(),
  })
  .nullable();

/** The answers that were given on the command line. Every question of the wizard has one. */
export const setupFlagsSchema = z.object({
  left: z.object({ connection: z.string(), object: z.string() }).optional(),
  right: z.object({ connection: z.string(), object: z.string() }).optional(),
  leftConnector: z.string().optional(),
  rightConnector: z.string().optional(),
  leftSetting: z.record(z.string(), z.string()).default({}),
  rightSetting: z.record(z.string(), z.string()).default({}),
  name: z.string().optional(),
  change: z.string().optional(),
  match: z.array(mapping).optional(),
  field: z.array(mapping).optional(),
  reference: z.array(mapping).optional(),
  association: z.array(mapping).optional(),
  suggested: z.boolean().default(false),
  direction: z.enum(['two-way', 'left-to-right', 'right-to-left']).optional(),
  create: z.enum(['both', 'left', 'right', 'none']).optional(),
  winner: z.enum(winners).optional(),
  filter: z.array(filterFlagSchema).optional(),
  rename: z.string().optional(),
  remove: z.boolean().default(false),
  removeMapping: z.array(mapping).optional(),
  enable: z.boolean().default(false),
  disable: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export type SetupFlags = z.output<typeof setupFlagsSchema>;

/** `hubspot:contacts` */
export function endFlag(text: string): EndFlag {
  const [, connection, object] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (connection !== undefined && object !== undefined) return { connection, object };
  throw new InvalidArgumentError('Write CONNECTION:OBJECT, as in hubspot:contacts.');
}

/** `accessToken=${HUBSPOT_ACCESS_TOKEN}`, may be repeated. */
export function settingFlag(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, key, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { ...before, [key]: value };
  throw new InvalidArgumentError('Write KEY=VALUE, as in baseId=appXXXXXXXXXXXXXX.');
}

const directions: Readonly<Record<string, string | undefined>> = { '->': 'left-to-right', '<-': 'right-to-left' };

/** `email=Email`, may be repeated; `created->Created` and `stage<-Stage` go one way. */
export function mappingFlag(text: string, before: readonly Record<string, string>[] = []): Record<string, string>[] {
  const [, left, arrow, right] = /^(.+?)\s*(->|<-|=)\s*(.+)$/s.exec(text) ?? [];
  if (left === undefined || arrow === undefined || right === undefined) {
    throw new InvalidArgumentError('Write LEFT=RIGHT, as in "firstname=First name"; -> and <- go one way.');
  }
  const direction = directions[arrow];
  return [...before, { left, right, ...(direction !== undefined && { direction }) }];
}

/** `primary_company=Account`, with ` via SYNC` behind it where several syncs pair the targets. */
export function associationFlag(
  text: string,
  before: readonly Record<string, string>[] = [],
): Record<string, string>[] {
  const [, pair = text, via] = /^(.*?)\s+via\s+(\S+)$/s.exec(text) ?? [];
  const [mapped] = mappingFlag(pair);
  return [...before, { ...mapped, ...(via !== undefined && { via }) }];
}

/** `right:Employer name=companies`, with `:KEY` and `:SEPARATOR` behind it where they are needed. */
export function referenceFlag(text: string, before: readonly Record<string, string>[] = []): Record<string, string>[] {
  const [, side, field, target, key, separator] =
    /^(left|right):(.+?)=([^:]+)(?::([^:]*))?(?::(.+))?$/s.exec(text) ?? [];
  if (side === undefined || field === undefined || target === undefined) {
    throw new InvalidArgumentError('Write SIDE:FIELD=SYNC, as in "right:Employer name=companies".');
  }
  return [
    ...before,
    {
      [side]: field,
      target,
      ...(key !== undefined && key !== '' && { key }),
      ...(separator !== undefined && { separator }),
    },
  ];
}

const filterTests: Readonly<Record<string, FilterFlag['test'] | undefined>> = {
  '=': 'is',
  '!=': 'not',
  '>': 'above',
  '<': 'below',
};

/** `left:lifecyclestage=customer`, `right:Amount>100`, `left:email=*` (filled in), `left:email!=*` (empty), `none`. */
export function filterFlag(text: string, before: readonly (FilterFlag | null)[] = []): (FilterFlag | null)[] {
  if (text === 'none') return [...before, null];
  const [, side, field, operator, value] = /^(left|right):(.+?)(!=|=|>|<)(.+)$/s.exec(text) ?? [];
  const test = operator === undefined ? undefined : filterTests[operator];
  if ((side !== 'left' && side !== 'right') || field === undefined || value === undefined || test === undefined) {
    throw new InvalidArgumentError(
      'Write SIDE:FIELD=VALUE, as in left:lifecyclestage=customer; !=, > and < too; or none.',
    );
  }
  const isAny = value === '*' && (test === 'is' || test === 'not');
  return [...before, { side, field, test: isAny ? (test === 'is' ? 'exists' : 'missing') : test, value }];
}
