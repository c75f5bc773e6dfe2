/** Of HubSpot's date-versioned API: a release of each March and September, supported for 18 months. */
const version = '2026-09';

/** The one place where paths of HubSpot's API stand. */
export const paths = {
  account: `/account-info/${version}/details`,
  callUsage: `/account-info/${version}/api-usage/daily/private-apps`,
  /** Without a date-versioned successor: the version's own introspection needs the secret of an OAuth app. */
  tokenInfo: '/oauth/v2/private-apps/get/access-token-info',
  owners: `/crm/owners/${version}`,
  objects: (object: string) => `/crm/objects/${version}/${object}`,
  properties: (object: string) => `/crm/properties/${version}/${object}`,
  /** By type id. */
  propertyValidations: (typeId: string) => `/crm/property-validations/${version}/${typeId}`,
  pipelines: (object: string) => `/crm/pipelines/${version}/${object}`,
  schemas: `/crm-object-schemas/${version}/schemas`,
  associations: (from: string, to: string) => `/crm/associations/${version}/${from}/${to}/batch`,
  associationTypes: (from: string, to: string) => `/crm/associations/${version}/${from}/${to}/labels`,
  token: `/oauth/${version}/token`,
  journalSubscriptions: `/webhooks-journal/subscriptions/${version}`,
  /** Of one account; `/webhooks-journal/journal/…` would tell of all that have the app. */
  journal: `/webhooks-journal/journal-local/${version}`,
  associationLimits: `/crm/associations/${version}/definitions/configurations/all`,
} as const;
