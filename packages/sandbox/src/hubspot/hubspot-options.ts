/** What may differ between HubSpot accounts. Times and rates are the vendor's at speed 1. */
export interface HubspotOptions {
  /** 100 for Free and Starter accounts, 190 for Professional and Enterprise, 250 with the add-on. */
  readonly requestsPerTenSeconds?: number;
  readonly searchRequestsPerSecond?: number;
  readonly associationRequestsPerTenSeconds?: number;
  readonly requestsPerDay?: number;
  /** How old the state is that a search sees. */
  readonly searchLagMs?: number;
  /** How many hits of one search can be paged through. */
  readonly searchCeiling?: number;
  /** HubSpot modifies a record once by itself, so long after its creation; 0 for never. */
  readonly contactTouchMs?: number;
  readonly companyTouchMs?: number;
  /** Whether the first company associated with a record becomes its primary company. */
  readonly firstCompanyBecomesPrimary?: boolean;
  /**
   * Whether a portal creates the company of a contact's e-mail domain, or finds it, and associates the two: HubSpot's
   * setting "create and associate companies with contacts". Each portal starts with it, and can change it.
   */
  readonly associateCompaniesByDomain?: boolean;
  /** How long after the contact that happens. */
  readonly domainAssociationMs?: number;
  /** Whether `associate/default` takes objects that people have made, of which HubSpot's pages and its clients disagree. */
  readonly defaultAssociationsOfCustomObjects?: boolean;
  /** How long after an event the journal of webhooks tells it. */
  readonly journalLagMs?: number;
  /** How long what happens is collected for one request to the address of an app. */
  readonly webhookCollectMs?: number;
  /** In which the people of a portal see moments. */
  readonly timeZone?: string;
  /** Whether batch results come in an order of their own. */
  readonly shuffleBatchResults?: boolean;
  /** Associations of one record in one page of a v4 read; a caller may ask for less. */
  readonly associationPageSize?: number;
  /** Two invented people when absent: HubSpot has no API that creates owners. */
  readonly owners?: readonly HubspotOwnerOption[];
}

export interface HubspotOwnerOption {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly archived?: boolean;
}

export type HubspotSettings = Required<HubspotOptions>;

export function withDefaults(options: HubspotOptions): HubspotSettings {
  return {
    requestsPerTenSeconds: 190,
    searchRequestsPerSecond: 5,
    associationRequestsPerTenSeconds: 150,
    requestsPerDay: 625_000,
    searchLagMs: 5_000,
    searchCeiling: 10_000,
    contactTouchMs: 5_000,
    companyTouchMs: 3_000,
    firstCompanyBecomesPrimary: true,
    associateCompaniesByDomain: false,
    domainAssociationMs: 2_000,
    journalLagMs: 2_000,
    webhookCollectMs: 1_000,
    defaultAssociationsOfCustomObjects: true,
    timeZone: 'Europe/Berlin',
    shuffleBatchResults: true,
    associationPageSize: 500,
    owners: [
      { email: 'rita.rep@example.com', firstName: 'Rita', lastName: 'Rep' },
      { email: 'sam.sales@example.com', firstName: 'Sam', lastName: 'Sales' },
    ],
    ...options,
  };
}
