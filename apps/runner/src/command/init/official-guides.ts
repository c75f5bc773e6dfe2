import type { ConnectorGuide } from './connector-guide.ts';

const hubspotObjects = ['companies', 'contacts', 'deals'] as const;

const hubspotScopes = [
  ...hubspotObjects.flatMap((object) => [
    `crm.objects.${object}.read`,
    `crm.objects.${object}.write`,
    `crm.schemas.${object}.read`,
  ]),
  'crm.objects.owners.read',
];

export const hubspotGuide: ConnectorGuide = {
  packageName: '@linkwright/connector-hubspot',
  displayName: 'HubSpot',
  connection: 'hubspot',
  settings: [{ key: 'accessToken', variable: 'HUBSPOT_ACCESS_TOKEN', example: '…' }],
  credentials: [
    'HubSpot key: a super admin, or a user with access to developer tools, opens Development > Keys >',
    'Service keys in HubSpot and creates a service key. (The token of a project app with static',
    'authentication will do, too, and that is what lets HubSpot send webhooks.',
    'Since 2026-10-26 no new legacy private apps can be made; the tokens of existing ones go on working',
    'until September 2027.) Scopes for companies, contacts and deals:',
    ...hubspotScopes.map((scope) => `  ${scope}`),
  ],
  names: {
    companies: 'companies',
    'companies.name': 'name',
    'companies.domain': 'domain',
    'companies.phone': 'phone',
    'companies.parent': 'parent_company',
    contacts: 'contacts',
    'contacts.firstName': 'firstname',
    'contacts.lastName': 'lastname',
    'contacts.email': 'email',
    'contacts.phone': 'phone',
    'contacts.jobTitle': 'jobtitle',
    'contacts.company': 'primary_company',
    deals: 'deals',
    'deals.name': 'dealname',
    'deals.stage': 'dealstage',
    'deals.amount': 'amount',
    'deals.closeDate': 'closedate',
    'deals.company': 'primary_company',
    'deals.contacts': 'contacts',
  },
};

export const airtableGuide: ConnectorGuide = {
  packageName: '@linkwright/connector-airtable',
  displayName: 'Airtable',
  connection: 'airtable',
  settings: [
    { key: 'accessToken', variable: 'AIRTABLE_ACCESS_TOKEN', example: 'pat…' },
    {
      key: 'baseId',
      variable: 'AIRTABLE_BASE_ID',
      example: 'app…',
      comment: "stands in the base's address",
      title: 'base',
    },
  ],
  credentials: [
    'Airtable token: create a personal access token at https://airtable.com/create/tokens, give it access',
    'to the base, and these scopes:',
    '  data.records:read',
    '  data.records:write',
    '  schema.bases:read',
  ],
  names: {
    companies: 'Accounts',
    'companies.name': 'Name',
    'companies.domain': 'Website',
    'companies.phone': 'Phone',
    'companies.parent': 'Parent',
    contacts: 'People',
    'contacts.firstName': 'First name',
    'contacts.lastName': 'Last name',
    'contacts.email': 'Email',
    'contacts.phone': 'Phone',
    'contacts.jobTitle': 'Job title',
    'contacts.company': 'Account',
    deals: 'Deals',
    'deals.name': 'Name',
    'deals.stage': 'Stage',
    'deals.amount': 'Amount',
    'deals.closeDate': 'Close date',
    'deals.company': 'Account',
    'deals.contacts': 'Contacts',
  },
};

export const kintoneGuide: ConnectorGuide = {
  packageName: '@linkwright/connector-kintone',
  displayName: 'Kintone',
  connection: 'kintone',
  settings: [
    { key: 'baseUrl', variable: 'KINTONE_BASE_URL', example: 'https://example.cybozu.com' },
    { key: 'apiToken', variable: 'KINTONE_API_TOKEN', example: '…', comment: 'one per app, separated by commas' },
  ],
  credentials: [
    'Kintone token: open each app > App settings > API Token, generate a token with the permissions to view,',
    'add and edit records, save and update the app. Several tokens are written with commas between them.',
    '(A login name and a password will do instead: username and password in place of apiToken.)',
  ],
};
