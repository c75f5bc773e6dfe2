import { z } from 'zod';

/** What a brake stops: kinds of change that nobody makes in large numbers without knowing. */
export const brakeNames = ['archive', 'blank', 'unlink', 'create', 'overwrite'] as const;
export type BrakeName = (typeof brakeNames)[number];

/** A brake pulls where at least so many records are concerned, and more than this share of all. */
export interface BrakeLimit {
  readonly least: number;
  /** 0 … 1. */
  readonly share: number;
}

const notALimit = 'expected a share such as 10%, a number of records, or off';

/** `10%`, `200` (more than so many records), `off`. */
export const brakeLimitSchema = z.union(
  [z.int().nonnegative(), z.string().regex(/^(off|(100|\d{1,2}(\.\d+)?)%)$/, notALimit)],
  { error: notALimit },
);

/** With nothing in the file. */
export const defaultBrakes = {
  minimum: 20,
  archive: '10%',
  blank: '10%',
  unlink: '10%',
  create: '80%',
  overwrite: '30%',
} as const;

/** What is absent in a sync is taken from the file's own `brakes`, and what is absent there from the defaults. */
export const brakesSchema = z.strictObject({
  minimum: z
    .int()
    .positive()
    .optional()
    .describe(`A share pulls no brake below so many records. Absent: ${defaultBrakes.minimum}.`),
  archive: brakeLimitSchema.optional().describe(`Records that would be archived. Absent: ${defaultBrakes.archive}.`),
  blank: brakeLimitSchema
    .optional()
    .describe(`Records in which one field would be emptied. Absent: ${defaultBrakes.blank}.`),
  unlink: brakeLimitSchema
    .optional()
    .describe(`Records that would lose associations of one field. Absent: ${defaultBrakes.unlink}.`),
  create: brakeLimitSchema
    .optional()
    .describe(`Records that would be created although both sides are full. Absent: ${defaultBrakes.create}.`),
  overwrite: brakeLimitSchema
    .optional()
    .describe(`Records in which one field would be overwritten. Absent: ${defaultBrakes.overwrite}.`),
});

export type Brakes = z.output<typeof brakesSchema>;

const fieldLimits = z.strictObject({
  blank: brakeLimitSchema.optional().describe('Records in which it would be emptied.'),
  overwrite: brakeLimitSchema.optional().describe('Records in which it would be overwritten.'),
  unlink: brakeLimitSchema.optional().describe('Associations of it that would be removed.'),
});

/** Of one field of a sync. `off`: nothing about it pulls a brake. What is absent is as the sync has it. */
export const fieldBrakesSchema = z.union([z.literal('off'), fieldLimits], {
  error: 'expected off, or a group of blank, overwrite and unlink',
});

/** Of a sync. */
export const syncBrakesSchema = brakesSchema.extend({
  fields: z
    .record(z.string(), fieldBrakesSchema)
    .optional()
    .describe('Of single fields, by the name of either side: `off`, or a group of `blank`, `overwrite` and `unlink`.'),
});

export type SyncBrakes = z.output<typeof syncBrakesSchema>;

/** Of one field. Absent: as the sync has it. */
export type FieldBrakeLimits = Readonly<Partial<Record<BrakeName, BrakeLimit | null>>>;

/** `null`: it is off. */
export interface BrakeLimits extends Readonly<Record<BrakeName, BrakeLimit | null>> {
  /** By the name of a field of either side. */
  readonly fields: Readonly<Record<string, FieldBrakeLimits>>;
}

/** The limits of a sync: its own, else those of the file, else the defaults. */
export function brakeLimits(own: SyncBrakes, shared: Brakes): BrakeLimits {
  const minimum = own.minimum ?? shared.minimum ?? defaultBrakes.minimum;
  const meant = (said: z.output<typeof brakeLimitSchema>): BrakeLimit | null => {
    if (said === 'off') return null;
    if (typeof said === 'number') return { least: said + 1, share: 0 };
    return { least: minimum, share: Number(said.slice(0, -1)) / 100 };
  };
  const limitOf = (name: BrakeName): BrakeLimit | null => meant(own[name] ?? shared[name] ?? defaultBrakes[name]);
  const ofField = (said: z.output<typeof fieldBrakesSchema>): FieldBrakeLimits => {
    if (said === 'off') return { blank: null, overwrite: null, unlink: null };
    const given = Object.entries(said).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, meant(limit)]]));
    return Object.fromEntries(given);
  };
  const fields = Object.entries(own.fields ?? {}).map(([name, said]) => [name, ofField(said)] as const);
  return {
    archive: limitOf('archive'),
    blank: limitOf('blank'),
    unlink: limitOf('unlink'),
    create: limitOf('create'),
    overwrite: limitOf('overwrite'),
    fields: Object.fromEntries(fields),
  };
}
