import { z } from 'zod';
import { nearestTimeZone, timeZoneOf } from '../zones/time-zone.ts';
import { brakesSchema } from './brakes.ts';
import { filterSchema } from './filter.ts';

/**
 * An object sync as a person writes it. Names are those of the configuration; the engine's compile step resolves them
 * to ids. Unknown keys are refused, so that a slip of the pen is never silently ignored.
 */
export const directions = ['two-way', 'left-to-right', 'right-to-left'] as const;
export type Direction = (typeof directions)[number];

export const normalizerNames = ['exact', 'text', 'email', 'domain', 'phone', 'number'] as const;
export type NormalizerName = (typeof normalizerNames)[number];

const name = z.string().min(1);

const notADuration = 'expected a duration such as 30s, 10m, 24h or 7d';

/** `10m`, `24h`, `7d`, `30s` → milliseconds. */
export const durationSchema = z
  .string({ error: ({ input }) => (input === undefined ? undefined : notADuration) })
  .regex(/^[1-9]\d*(s|m|h|d)$/, notADuration)
  .transform(
    (text) => Number(text.slice(0, -1)) * { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[text.at(-1) as 's' | 'm' | 'h' | 'd'],
  );

/** IANA name of a time zone. */
export const timeZoneSchema = z.string().superRefine((name, context) => {
  if (timeZoneOf(name) !== null) return;
  const meant = nearestTimeZone(name);
  const hint = meant === null ? 'such as Europe/Berlin or America/New_York' : `(did you mean ${meant}?)`;
  context.addIssue({ code: 'custom', message: `expected the name of a time zone ${hint}` });
});

export const objectEndSchema = z.strictObject({ connection: name, object: name });

export const matchKeyPartSchema = z.strictObject({
  left: name,
  right: name,
  normalize: z.enum(normalizerNames).optional(),
});

/** One field on each side, or several that must all agree. */
export const matchKeySchema = z.union([
  matchKeyPartSchema,
  z.strictObject({ all: z.array(matchKeyPartSchema).min(2) }),
]);

export const fieldMappingSchema = z.strictObject({
  left: name,
  right: name,
  direction: z.enum(directions).optional(),
  /** Left option (label or value) → right option (label or value). A yes or no has the options `true` and `false`. */
  options: z.record(z.string(), z.union([z.string(), z.boolean().transform(String)])).optional(),
});

export const associationMappingSchema = z.strictObject({
  left: name,
  right: name,
  direction: z.enum(directions).optional(),
  /** Name of the object sync that pairs the targets. Absent: the only one that does. */
  via: name.optional(),
  /**
   * The side that decides: its adds and removes are carried over, those of the other side stay there and are listed.
   * Absent: both decide.
   */
  owner: z.enum(['left', 'right']).optional(),
  /** A target is not taken out of a set while marks on it (labels, the primary) would go with it. */
  keepMarks: z.boolean().default(false),
});

/** A plain field that holds keys of other records as text: it can then be mapped under `associations`. */
export const referenceSchema = z
  .strictObject({
    /** The field, on one of the two sides. */
    left: name.optional(),
    right: name.optional(),
    /** Name of the object sync that pairs the records it refers to. */
    target: name,
    /** Field of those records whose value it holds. Absent: the first match key of their sync. */
    key: name.optional(),
    /** Stands between several keys. Absent: the field holds one. */
    separator: z.string().min(1).optional(),
  })
  .refine(
    ({ left, right }) => (left === undefined) !== (right === undefined),
    'name the field under left or under right',
  );

/** `newest`: whose record was edited last, by the apps' own times. `review`: both values stay until somebody has decided. */
export const winners = ['left', 'right', 'newest', 'review'] as const;
export type Winner = (typeof winners)[number];

export const conflictsSchema = z.strictObject({
  winner: z.enum(winners).default('left'),
  blanks: z.enum(['keep', 'overwrite']).default('keep'),
  /** Winner by field, named as on either side. */
  fields: z.record(z.string(), z.enum(winners)).default({}),
  /** Of two edits that are nearer to each other nobody can say which is the newest: their clocks may differ as much. */
  tolerance: durationSchema.prefault('2m'),
});

export const objectSyncSchema = z.strictObject({
  left: objectEndSchema,
  right: objectEndSchema,
  enabled: z.boolean().default(true),
  every: durationSchema.prefault('10m'),
  scan: durationSchema.prefault('15m'),
  sweep: durationSchema.prefault('24h'),
  compare: durationSchema.prefault('7d'),
  direction: z.enum(directions).default('two-way'),
  /** In which days are told where a moment is mapped to a date, and neither its field nor its account has a zone. */
  timeZone: timeZoneSchema.optional(),
  match: z.union([matchKeySchema, z.array(matchKeySchema).min(1)]).optional(),
  /** Which records take part. Absent: all. */
  filter: filterSchema.optional(),
  /** Absent: the two connectors' defaults. */
  fields: z.array(fieldMappingSchema).optional(),
  associations: z.array(associationMappingSchema).optional(),
  references: z.array(referenceSchema).optional(),
  conflicts: conflictsSchema.prefault({}),
  /**
   * What becomes of the twin of a deleted record. `ignore`: it stays, and is not given another one. `archive`: it is archived
   * too, unless it was edited since; in an app that cannot restore it only with `{ archive: permanently }`. `review`: a person
   * decides.
   */
  deletions: z
    .union([z.enum(['ignore', 'archive', 'review']), z.strictObject({ archive: z.literal('permanently') })])
    .default('ignore'),
  /** How much may change at once before somebody is asked. */
  brakes: brakesSchema.prefault({}),
  /** On which side records may be created. */
  create: z.enum(['both', 'left', 'right', 'none']).default('both'),
  /** What becomes of a record without any match key. */
  keyless: z.enum(['exclude', 'create']).default('exclude'),
  identity: z.strictObject({ left: name.optional(), right: name.optional() }).optional(),
});

export type ObjectSync = z.output<typeof objectSyncSchema>;
export type ObjectSyncInput = z.input<typeof objectSyncSchema>;
export type MatchKeyPart = z.output<typeof matchKeyPartSchema>;
export type MatchKey = z.output<typeof matchKeySchema>;
export type FieldMapping = z.output<typeof fieldMappingSchema>;
export type Reference = z.output<typeof referenceSchema>;
export type AssociationMapping = z.input<typeof associationMappingSchema>;
