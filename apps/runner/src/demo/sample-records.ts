/** Keys name records within the sample; no app ever sees them. */
export interface SampleCompany {
  readonly key: string;
  readonly name: string;
  readonly domain: string | null;
  readonly city: string | null;
  readonly phone: string | null;
  readonly parent: string | null;
}

export interface SampleContact {
  readonly key: string;
  readonly firstName: string;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly jobTitle: string | null;
  readonly phone: string | null;
  /** Keys of companies. */
  readonly companies: readonly string[];
  readonly primary: string | null;
}

export interface SampleDeal {
  readonly key: string;
  readonly name: string;
  readonly amount: number;
  /** Which stage of the pipeline, counted from 0. */
  readonly stage: number;
  /** ISO 8601 in HubSpot; Airtable keeps the day. */
  readonly closeDate: string;
  readonly company: string | null;
  /** Keys of contacts. */
  readonly contacts: readonly string[];
}
