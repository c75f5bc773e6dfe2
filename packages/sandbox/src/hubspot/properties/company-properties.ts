import { builtInsOf, optionsFrom, type PropertyDefinition } from './property-definition.ts';
import { bookkeepingProperties, leadStatuses, lifecycleStages } from './shared-properties.ts';

const builtIn = builtInsOf('companyinformation');

const industries = [
  'ACCOUNTING',
  'AIRLINES_AVIATION',
  'AUTOMOTIVE',
  'BANKING',
  'BIOTECHNOLOGY',
  'BROADCAST_MEDIA',
  'BUILDING_MATERIALS',
  'CHEMICALS',
  'CIVIL_ENGINEERING',
  'COMPUTER_HARDWARE',
  'COMPUTER_SOFTWARE',
  'CONSTRUCTION',
  'CONSUMER_ELECTRONICS',
  'CONSUMER_GOODS',
  'DESIGN',
  'EDUCATION_MANAGEMENT',
  'ENTERTAINMENT',
  'ENVIRONMENTAL_SERVICES',
  'FARMING',
  'FINANCIAL_SERVICES',
  'FOOD_BEVERAGES',
  'FURNITURE',
  'GOVERNMENT_ADMINISTRATION',
  'HEALTH_WELLNESS_AND_FITNESS',
  'HIGHER_EDUCATION',
  'HOSPITAL_HEALTH_CARE',
  'HOSPITALITY',
  'HUMAN_RESOURCES',
  'INFORMATION_TECHNOLOGY_AND_SERVICES',
  'INSURANCE',
  'INTERNET',
  'LAW_PRACTICE',
  'LEGISLATIVE_OFFICE',
  'LOGISTICS_AND_SUPPLY_CHAIN',
  'MACHINERY',
  'MANAGEMENT_CONSULTING',
  'MARKETING_AND_ADVERTISING',
  'MEDICAL_DEVICES',
  'NON_PROFIT_ORGANIZATION_MANAGEMENT',
  'OIL_ENERGY',
  'PHARMACEUTICALS',
  'PUBLIC_POLICY',
  'PUBLISHING',
  'REAL_ESTATE',
  'RENEWABLES_ENVIRONMENT',
  'RETAIL',
  'TELECOMMUNICATIONS',
  'TRANSPORTATION_TRUCKING_RAILROAD',
  'UTILITIES',
  'WHOLESALE',
] as const;

export const companyProperties: readonly PropertyDefinition[] = [
  ...bookkeepingProperties(builtIn, 'createdate'),
  builtIn('name', 'Company name', 'string', 'text'),
  builtIn('domain', 'Company Domain Name', 'string', 'text'),
  builtIn('website', 'Website URL', 'string', 'text'),
  builtIn('phone', 'Phone Number', 'string', 'text'),
  builtIn('address', 'Street Address', 'string', 'text'),
  builtIn('address2', 'Street Address 2', 'string', 'text'),
  builtIn('city', 'City', 'string', 'text'),
  builtIn('state', 'State/Region', 'string', 'text'),
  builtIn('zip', 'Postal Code', 'string', 'text'),
  builtIn('country', 'Country/Region', 'string', 'text'),
  builtIn('timezone', 'Time Zone', 'string', 'text'),
  builtIn('industry', 'Industry', 'enumeration', 'select', {
    options: optionsFrom(industries.map((value) => [value, labelOf(value)])),
  }),
  builtIn('numberofemployees', 'Number of Employees', 'number', 'number'),
  builtIn('annualrevenue', 'Annual Revenue', 'number', 'number'),
  builtIn('description', 'Description', 'string', 'textarea'),
  builtIn('about_us', 'About Us', 'string', 'textarea'),
  builtIn('founded_year', 'Year Founded', 'string', 'text'),
  builtIn('is_public', 'Is Public', 'bool', 'booleancheckbox'),
  builtIn('type', 'Type', 'enumeration', 'select', {
    options: optionsFrom([
      ['PROSPECT', 'Prospect'],
      ['PARTNER', 'Partner'],
      ['RESELLER', 'Reseller'],
      ['VENDOR', 'Vendor'],
      ['OTHER', 'Other'],
    ]),
  }),
  builtIn('lifecyclestage', 'Lifecycle Stage', 'enumeration', 'radio', { options: lifecycleStages }),
  builtIn('hs_lead_status', 'Lead Status', 'enumeration', 'radio', { options: leadStatuses }),
  builtIn('hs_ideal_customer_profile', 'Ideal Customer Profile Tier', 'enumeration', 'select', {
    options: optionsFrom([
      ['tier_1', 'Tier 1'],
      ['tier_2', 'Tier 2'],
      ['tier_3', 'Tier 3'],
    ]),
  }),
  builtIn('closedate', 'Close Date', 'datetime', 'date'),
  builtIn('linkedin_company_page', 'LinkedIn Company Page', 'string', 'text'),
  builtIn('facebook_company_page', 'Facebook Company Page', 'string', 'text'),
  builtIn('twitterhandle', 'Twitter Handle', 'string', 'text'),
  builtIn('total_money_raised', 'Total Money Raised', 'string', 'text'),
  builtIn('hs_additional_domains', 'Additional Domains', 'enumeration', 'checkbox', { readOnly: true }),
  builtIn('hs_parent_company_id', 'Parent Company', 'number', 'calculation_equation', {
    calculated: true,
    referencedObjectType: 'COMPANY',
  }),
  builtIn('hs_num_child_companies', 'Number of child companies', 'number', 'number', { readOnly: true }),
  builtIn('num_associated_contacts', 'Number of Associated Contacts', 'number', 'number', { readOnly: true }),
  builtIn('num_associated_deals', 'Number of Associated Deals', 'number', 'number', { readOnly: true }),
];

function labelOf(value: string): string {
  return value
    .toLowerCase()
    .split('_')
    .map((word) => (word === 'and' ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}
