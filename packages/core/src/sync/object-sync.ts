import { z } from 'zod';
import { nearestTimeZone, timeZoneOf } from '../zones/time-zone.ts';
import { syncBrakesSchema } from './brakes.ts';
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

export const objectEndSchema = z.strictObject({
  connection: name.describe('A name under `connections`.'),
  object: name.describe('The object: its name, id or label in the app (`contacts`, `People`, the number of an app).'),
});

export const matchKeyPartSchema = z.strictObject({
  left: name.describe('The field of the left object.'),
  right: name.describe('The field of the right object.'),
  normalize: z
    .enum(normalizerNames)
    .optional()
    .describe('What is made of both values before they are compared. Absent: what the types of the two fields say.'),
});

/** One field on each side, or several that must all agree. */
export const matchKeySchema = z.union([
  matchKeyPartSchema,
  z.strictObject({ all: z.array(matchKeyPartSchema).min(2).describe('Fields that must all agree: a composite key.') }),
]);

export const fieldMappingSchema = z.strictObject({
  left: name.describe('The field of the left object, by name or id.'),
  right: name.describe('The field of the right object, by name or id.'),
  direction: z
    .enum(directions)
    .optional()
    .describe("Which way this field goes. It narrows the direction of its sync. Absent: the sync's."),
  options: z
    .record(z.string(), z.union([z.string(), z.boolean().transform(String)]))
    .optional()
    .describe(
      'Left option → right option, each by label or value, where their labels differ. A yes or no has the options `true` and `false`.',
    ),
});

export const associationMappingSchema = z.strictObject({
  left: name.describe(
    'The association field of the left object (`primary_company`, `companies/Advisor`, a link field).',
  ),
  right: name.describe('The association field of the right object.'),
  direction: z
    .enum(directions)
    .optional()
    .describe("Which way this association goes. It narrows the direction of its sync. Absent: the sync's."),
  via: name.optional().describe('Name of the sync that pairs the targets. Absent: the only one that does.'),
  owner: z
    .enum(['left', 'right'])
    .optional()
    .describe(
      'The side that decides: its adds and removes are carried over, those of the other side stay there and are listed. Absent: both decide.',
    ),
  keepMarks: z
    .boolean()
    .default(false)
    .describe('A target is not taken out of a set while marks on it (labels, the primary) would go with it.'),
});

/** A plain field that holds keys of other records as text: it can then be mapped under `associations`. */
export const referenceSchema = z
  .strictObject({
    left: name.optional().describe('The field, if it is one of the left object.'),
    right: name.optional().describe('The field, if it is one of the right object.'),
    target: name.describe('Name of the sync that pairs the records it refers to.'),
    key: name
      .optional()
      .describe('Field of those records whose value it holds. Absent: the first match key of their sync.'),
    separator: z.string().min(1).optional().describe('Stands between several keys. Absent: the field holds one.'),
  })
  .refine(
    ({ left, right }) => (left === undefined) !== (right === undefined),
    'name the field under left or under right',
  );

/** `newest`: whose record was edited last, by the apps' own times. `review`: both values stay until somebody has decided. */
export const winners = ['left', 'right', 'newest', 'review'] as const;
export type Winner = (typeof winners)[number];

export const conflictsSchema = z.strictObject({
  winner: z
    .enum(winners)
    .default('left')
    .describe(
      'Whose value stays where both sides changed one field. `newest`: of the record that was edited last, by the apps’ own times. `review`: both stay until somebody has decided.',
    ),
  blanks: z
    .enum(['keep', 'overwrite'])
    .default('keep')
    .describe('May an empty value of the winner empty the other side? It speaks of conflicts and first matches only.'),
  fields: z
    .record(z.string(), z.enum(winners))
    .default({})
    .describe('Another winner for single fields, named as on either side.'),
  tolerance: durationSchema
    .prefault('2m')
    .describe(
      'Of two edits that are nearer to each other nobody can say which is the newest: clocks may differ as much.',
    ),
});

export const objectSyncSchema = z.strictObject({
  left: objectEndSchema.describe('The object of one app.'),
  right: objectEndSchema.describe('The object of the other app.'),
  enabled: z
    .boolean()
    .default(true)
    .describe('A sync that is not enabled keeps its links, and no association may depend on it.'),
  every: durationSchema.prefault('10m').describe('How often it is due where something starts the syncs by the clock.'),
  scan: durationSchema
    .prefault('15m')
    .describe('How often association scans are made that take many calls. Cheap ones run in every cycle.'),
  sweep: durationSchema
    .prefault('24h')
    .describe('How often deletions are looked for by what is missing, where the app does not tell them.'),
  compare: durationSchema.prefault('7d').describe('How often both sides are read and compared whole.'),
  direction: z.enum(directions).default('two-way').describe('Which way records and their changes go.'),
  timeZone: timeZoneSchema
    .optional()
    .describe(
      'In which days are told where a moment is mapped to a date, and neither its field nor its account has a zone. An IANA name such as Europe/Berlin.',
    ),
  match: z
    .union([matchKeySchema, z.array(matchKeySchema).min(1)])
    .optional()
    .describe(
      'By which fields records that are on both sides already are recognized: one key, or a list that is tried in order. Absent: the default of the two objects.',
    ),
  filter: filterSchema.optional().describe('Which records take part. Absent: all.'),
  fields: z
    .array(fieldMappingSchema)
    .optional()
    .describe('Which field goes with which. Absent: the defaults of the two objects.'),
  associations: z
    .array(associationMappingSchema)
    .optional()
    .describe('Which association field goes with which. Absent: the defaults of the two objects.'),
  references: z
    .array(referenceSchema)
    .optional()
    .describe('Plain fields that hold keys of other records as text, so that they can be mapped under `associations`.'),
  conflicts: conflictsSchema.prefault({}).describe('What is done where both sides changed one field.'),
  deletions: z
    .union([z.enum(['ignore', 'archive', 'review']), z.strictObject({ archive: z.literal('permanently') })])
    .default('ignore')
    .describe(
      'What becomes of the twin of a deleted record. `ignore`: it stays, and is not given another one. `archive`: it is archived too, unless it was edited since; in an app that cannot restore it only with `{ archive: permanently }`. `review`: a person decides.',
    ),
  brakes: syncBrakesSchema.prefault({}).describe('How much may change at once before somebody is asked.'),
  create: z.enum(['both', 'left', 'right', 'none']).default('both').describe('On which side records may be created.'),
  keyless: z
    .enum(['exclude', 'create'])
    .default('exclude')
    .describe(
      'What becomes of a record without any match key: it is left out and listed, or created on the other side.',
    ),
  identity: z
    .strictObject({
      left: name.optional().describe('A text field of the left object that is kept for this.'),
      right: name.optional().describe('The same of the right object.'),
    })
    .optional()
    .describe('A text field of our own, by which a create is found again whose answer was lost.'),
});

export type ObjectSync = z.output<typeof objectSyncSchema>;
export type ObjectSyncInput = z.input<typeof objectSyncSchema>;
export type MatchKeyPart = z.output<typeof matchKeyPartSchema>;
export type MatchKey = z.output<typeof matchKeySchema>;
export type FieldMapping = z.output<typeof fieldMappingSchema>;
export type Reference = z.output<typeof referenceSchema>;
export type AssociationMapping = z.input<typeof associationMappingSchema>;
