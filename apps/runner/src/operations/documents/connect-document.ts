import { z } from 'zod';
import { list } from './document-parts.ts';

/** What `connect --json` tells. */
export const connectDocumentSchema = z.strictObject({
  connection: z.string(),
  connector: z.string(),
  account: z.string(),
  accountName: z.string(),
  /** As the app told them; empty where it told none. */
  scopes: list(z.string()),
  /** Asked for and not given. */
  missingScopes: list(z.string()),
  /** Settings whose keys were kept encrypted in the state. Absent: nobody asked for that. */
  stored: list(z.string()).exactOptional(),
});
export type ConnectDocument = z.output<typeof connectDocumentSchema>;

/** What `disconnect --json` tells. */
export const disconnectDocumentSchema = z.strictObject({
  connection: z.string(),
  /** Did anything lie in the state? */
  forgotten: z.boolean(),
  /** `false`: the app has no call for it, or there was no grant. */
  revoked: z.boolean(),
});
export type DisconnectDocument = z.output<typeof disconnectDocumentSchema>;

/** Where a browser is to be sent. */
export const authorizationDocumentSchema = z.strictObject({ connection: z.string(), url: z.string() });
export type AuthorizationDocument = z.output<typeof authorizationDocumentSchema>;
