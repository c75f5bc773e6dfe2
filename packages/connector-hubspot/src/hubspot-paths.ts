/** The one place where versions of HubSpot's API stand. */
export const paths = {
  account: '/account-info/v3/details',
  tokenInfo: '/oauth/v2/private-apps/get/access-token-info',
  owners: '/crm/v3/owners',
  objects: (object: string) => `/crm/v3/objects/${object}`,
  properties: (object: string) => `/crm/v3/properties/${object}`,
  pipelines: (object: string) => `/crm/v3/pipelines/${object}`,
  schemas: '/crm-object-schemas/v3/schemas',
  associations: (from: string, to: string) => `/crm/v4/associations/${from}/${to}/batch`,
  associationTypes: (from: string, to: string) => `/crm/v4/associations/${from}/${to}/labels`,
  associationLimits: '/crm/v4/associations/definitions/configurations/all',
} as const;
