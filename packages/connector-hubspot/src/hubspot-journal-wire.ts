import { z } from 'zod';

const text = z.union([z.string(), z.number().transform(String)]);

export const subscriptionSchema = z.looseObject({
  id: text,
  /** One for the life of an app is of no portal. */
  portalId: text.nullish(),
  subscriptionType: z.string(),
  objectTypeId: z.string().nullish(),
  actions: z.array(z.string()).nullish(),
  associatedObjectTypeIds: z.array(z.string()).nullish(),
  properties: z.array(z.string()).nullish(),
  objectIds: z.array(text).nullish(),
});
export type JournalSubscription = z.output<typeof subscriptionSchema>;

export const subscriptionsSchema = z.looseObject({ results: z.array(subscriptionSchema) });

/** Where a file of the journal lies, for a few minutes, for whoever has the address. */
const fileAddressSchema = z.looseObject({ url: z.url(), currentOffset: z.string().min(1) });
export type JournalFileAddress = z.output<typeof fileAddressSchema>;

export const fileAddressesSchema = z.looseObject({ results: z.array(fileAddressSchema) });
export const latestFileSchema = fileAddressSchema;

export const journalFileSchema = z.looseObject({ journalEvents: z.array(z.unknown()) });
