import { z } from 'zod';

/** One call of a member, or several of a listing. */
export const lookStepSchema = z.strictObject({
  /** `readChanges`, `findByKey`, … */
  member: z.string(),
  /** Name of the object; empty for what is about the account. */
  object: z.string(),
  milliseconds: z.number(),
  /** Requests to the app, as the connector reports them. */
  calls: z.int(),
  /** What came: `100 records on 1 page`. Of one that failed, why. */
  result: z.string(),
  failed: z.boolean(),
});

export const findingSchema = z.strictObject({
  /** `wrong`: it breaks a promise of the contract. `note`: it may be meant so. */
  kind: z.enum(['wrong', 'note']),
  object: z.string(),
  message: z.string(),
});

export const lookSchema = z.strictObject({
  connection: z.string(),
  account: z.strictObject({ id: z.string(), name: z.string(), timeZone: z.string().nullable() }),
  objects: z.strictObject({ listed: z.int(), complete: z.boolean(), looked: z.array(z.string()) }),
  steps: z.array(lookStepSchema),
  findings: z.array(findingSchema),
  limits: z.strictObject({
    /** As the connector declares them. */
    declared: z.record(z.string(), z.strictObject({ requests: z.number(), perMs: z.number() })),
    calls: z.int(),
    /** Leaves that the connector asked for, one for each call. */
    leaves: z.int(),
    /** How often the app asked to wait. */
    pauses: z.int(),
  }),
});

export type LookStep = z.output<typeof lookStepSchema>;
export type Finding = z.output<typeof findingSchema>;
export type Look = z.output<typeof lookSchema>;
