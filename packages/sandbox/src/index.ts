/**
 * Local HTTP servers that behave like the APIs Linkwright speaks to.
 *
 * ```ts
 * import { startSandbox } from '@linkwright/sandbox';
 *
 * const sandbox = await startSandbox({ speed: 20 });
 * console.log(sandbox.hubspot.baseUrl); // http://localhost:PORT/hubspot, and so on
 * await sandbox.close();
 * ```
 */
export type { AirtableOptions } from './airtable/airtable-app.ts';
export type {
  AccountCopy,
  AssociationCopy,
  CopiedTarget,
  CopiedValue,
  CopyNote,
  FieldCopy,
  ObjectCopy,
  RecordCopy,
} from './copy/account-copy.ts';
export { type HintFaultName, hintFaultNames } from './hints/hint-faults.ts';
export type { HubspotOptions, HubspotOwnerOption } from './hubspot/hubspot-options.ts';
export type { KintoneEntityOption, KintoneOptions } from './kintone/kintone-options.ts';
export type { SandboxGrant } from './oauth/sandbox-grants.ts';
export { countRequests, type RequestCount } from './server/request-log.ts';
export {
  type ChosenFault,
  type FacingRequest,
  type FaultName,
  faultNames,
  type OtherToken,
  type Refusal,
} from './server/sandbox-faults.ts';
export { type RunningApp, type RunningSandbox, type SandboxOptions, startSandbox } from './server/start-sandbox.ts';
