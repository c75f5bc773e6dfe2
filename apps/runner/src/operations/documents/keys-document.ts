import { z } from 'zod';

/** What `keys verify --json` and `keys rotate --json` tell. */
export const keysDocumentSchema = z.strictObject({
  /** Twelve letters of the key's hash, to tell keys apart by. */
  key: z.string(),
  dataKeys: z.number(),
  credentials: z.number(),
});
export type KeysDocument = z.output<typeof keysDocumentSchema>;
