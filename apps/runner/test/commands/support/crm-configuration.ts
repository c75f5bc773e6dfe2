// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.

const connections = `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${HUBSPOT_ACCESS_TOKEN}", baseUrl: "\${HUBSPOT_URL}" }
    limits: { requestsPerSecond: 1000 }
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: "\${AIRTABLE_ACCESS_TOKEN}", baseId: "\${AIRTABLE_BASE_ID}", baseUrl: "\${AIRTABLE_URL}" }
    limits: { requestsPerSecond: 1000 }
syncs:
`;

const companies = `  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match:
      - { left: domain, right: Website, normalize: domain }
      - { left: name, right: Name }
    fields:
      - { left: name, right: Name }
      - { left: domain, right: Website }
      - { left: phone, right: Phone }
    associations:
      - { left: parent_company, right: Parent }
`;

const contacts = `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: lastname, right: Last name }
      - { left: jobtitle, right: Job title }
    associations:
      - { left: primary_company, right: Account }
`;

const deals = `  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields:
      - { left: dealname, right: Name }
      - { left: dealstage, right: Stage }
      - { left: amount, right: Amount }
    associations:
      - { left: primary_company, right: Account }
      - { left: contacts, right: Contacts }
`;

const syncs = { companies, contacts, deals };

/** Companies, contacts and deals of HubSpot with Accounts, People and Deals of Airtable, HubSpot on the left. */
export function crmConfiguration(chosen: readonly (keyof typeof syncs)[] = ['companies', 'contacts', 'deals']): string {
  return connections + chosen.map((name) => syncs[name]).join('');
}

/** The connections of `crmConfiguration` with other syncs. */
export const withSyncs = (lines: string): string => connections + lines;
