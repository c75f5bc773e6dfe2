import { z } from 'zod';
import { list } from './document-parts.ts';

/** Keys that lie in the state from here on, and what their files hold of them. */
export const unneededKeysDocumentSchema = z.strictObject({
  /** Settings of the connection that need not stand in its file. */
  settings: list(z.string()),
  /** Variables whose lines of `.env` nothing else is filled in from. */
  variables: list(z.string()),
  /** Variables that stay where they are, each with the reason, in a sentence. */
  stays: list(z.string()),
  /** What is taken out; of `.env` the names alone. */
  difference: z.string(),
  /** Files that were written. Empty: everything stands as it was. */
  written: list(z.string()),
});
export type UnneededKeysDocument = z.output<typeof unneededKeysDocumentSchema>;

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
  /** Absent: nothing was stored, or its place in the file cannot be told. */
  unneeded: unneededKeysDocumentSchema.exactOptional(),
});
export type ConnectDocument = z.output<typeof connectDocumentSchema>;

/** What `disconnect --json` tells. */
export const disconnectDocumentSchema = z.strictObject({
  connection: z.string(),
  /** Did anything lie in the state? */
  forgotten: z.boolean(),
  revoked: z.boolean(),
  /** Why the app has not ended the grant, in a sentence. `null`: it has, or there was none. */
  notRevoked: z.string().nullable(),
});
export type DisconnectDocument = z.output<typeof disconnectDocumentSchema>;

/** Where a browser is to be sent. */
export const authorizationDocumentSchema = z.strictObject({ connection: z.string(), url: z.string() });
export type AuthorizationDocument = z.output<typeof authorizationDocumentSchema>;
