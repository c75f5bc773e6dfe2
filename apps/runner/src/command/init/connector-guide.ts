export interface GuidedSetting {
  readonly key: string;
  /** The environment variable that it is taken from. */
  readonly variable: string;
  /** How its values look, for `.env`. */
  readonly example: string;
  readonly comment?: string;
  /** What a person calls it. Absent: its key. */
  readonly title?: string;
}

/** What `init` knows of a connector: enough to write a file that its user only has to complete. */
export interface ConnectorGuide {
  readonly packageName: string;
  readonly displayName: string;
  /** Name of the connection in the file. */
  readonly connection: string;
  readonly settings: readonly GuidedSetting[];
  /** How to come by the credentials, for the scopes that these objects need. */
  readonly credentials: readonly string[];
  /** Names by the words of `syncTemplates`. Absent: `init` cannot propose syncs. */
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * The syncs that `init` proposes between two apps whose guides name the same things. A line that either app has no name
 * for is left out.
 */
export interface SyncTemplate {
  readonly name: string;
  readonly match: readonly { readonly field: string; readonly normalize?: string }[];
  readonly fields: readonly string[];
  readonly associations: readonly string[];
  readonly comment?: string;
}

export const syncTemplates: readonly SyncTemplate[] = [
  {
    name: 'companies',
    match: [{ field: 'companies.domain', normalize: 'domain' }, { field: 'companies.name' }],
    fields: ['companies.name', 'companies.domain', 'companies.phone'],
    associations: ['companies.parent'],
  },
  {
    name: 'contacts',
    match: [{ field: 'contacts.email' }],
    fields: ['contacts.firstName', 'contacts.lastName', 'contacts.email', 'contacts.phone', 'contacts.jobTitle'],
    associations: ['contacts.company'],
  },
  {
    name: 'deals',
    match: [{ field: 'deals.name' }],
    fields: ['deals.name', 'deals.stage', 'deals.amount', 'deals.closeDate'],
    associations: ['deals.company', 'deals.contacts'],
    comment: 'Deals have no key of their own: two of one name are listed as ambiguous and left alone.',
  },
];
