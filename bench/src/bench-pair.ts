import type { Connector, ObjectSyncInput } from '@linkwright/core';
import type { BenchHubspot } from './bench-hubspot.ts';
import type { BenchSandbox } from './bench-sandbox.ts';
import type { PairBounds, Side } from './bounds.ts';
import type { Sample, Size } from './sample.ts';

/** The app that HubSpot is paired with, in the hands of people. */
export interface OtherApp {
  /** Of its connector. */
  readonly settings: object;
  /** As `linkwright.yaml` would name them, with HubSpot on the left. */
  readonly syncs: Readonly<Record<string, ObjectSyncInput>>;
  /** Gives so many contacts, from the first on, another job title. */
  changeContacts(sample: Sample, count: number, jobTitle: string): Promise<void>;
  /** Changes one association of so many contacts, from the first on. */
  changeAssociations(sample: Sample, count: number): Promise<void>;
}

/** HubSpot and another app: what is mapped, what people edit, and the least that it can cost. */
export interface BenchPair {
  readonly app: 'airtable' | 'kintone';
  readonly displayName: string;
  readonly connector: Connector<unknown>;
  /** Of the other app at speed 1, in calls per second. */
  readonly ratePerSecond: number;
  /** Its answers name no rate that the connector could follow. */
  readonly keepsOwnPace: boolean;
  /** Empty tables of companies and contacts. */
  open(sandbox: BenchSandbox): Promise<OtherApp>;
  /** Changes one association of so many contacts in HubSpot, from the first on. */
  changeAssociations(hubspot: BenchHubspot, sample: Sample, count: number): Promise<void>;
  /** Writes of records and edges for so many changed associations. */
  associationWrites(from: Side, count: number): number;
  readonly bounds: PairBounds;
  /** The least seconds of a first sync with so many calls at the vendors' rates. */
  leastSeconds(calls: { readonly hubspot: number; readonly other: number }, size: Size): PacedBound;
}

export interface PacedBound {
  readonly seconds: number;
  readonly formula: string;
}
