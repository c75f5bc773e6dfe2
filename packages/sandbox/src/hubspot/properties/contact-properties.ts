import { builtInsOf, optionsFrom, type PropertyDefinition } from './property-definition.ts';
import { bookkeepingProperties, leadStatuses, lifecycleStages } from './shared-properties.ts';

const builtIn = builtInsOf('contactinformation');
const activity = builtInsOf('contact_activity');

export const contactProperties: readonly PropertyDefinition[] = [
  ...bookkeepingProperties(builtIn, 'createdate'),
  builtIn('lastmodifieddate', 'Last Modified Date', 'datetime', 'date', { readOnly: true }),
  builtIn('email', 'Email', 'string', 'text'),
  builtIn('firstname', 'First Name', 'string', 'text'),
  builtIn('lastname', 'Last Name', 'string', 'text'),
  builtIn('phone', 'Phone Number', 'string', 'phonenumber'),
  builtIn('mobilephone', 'Mobile Phone Number', 'string', 'phonenumber'),
  builtIn('fax', 'Fax Number', 'string', 'text'),
  builtIn('salutation', 'Salutation', 'string', 'text'),
  builtIn('jobtitle', 'Job Title', 'string', 'text'),
  builtIn('company', 'Company Name', 'string', 'text'),
  builtIn('website', 'Website URL', 'string', 'text'),
  builtIn('address', 'Street Address', 'string', 'text'),
  builtIn('city', 'City', 'string', 'text'),
  builtIn('state', 'State/Region', 'string', 'text'),
  builtIn('zip', 'Postal Code', 'string', 'text'),
  builtIn('country', 'Country/Region', 'string', 'text'),
  builtIn('industry', 'Industry', 'string', 'text'),
  builtIn('annualrevenue', 'Annual Revenue', 'string', 'text'),
  builtIn('date_of_birth', 'Date of birth', 'string', 'text'),
  builtIn('gender', 'Gender', 'string', 'text'),
  builtIn('school', 'School', 'string', 'text'),
  builtIn('message', 'Message', 'string', 'textarea'),
  builtIn('twitterhandle', 'Twitter Username', 'string', 'text'),
  builtIn('hs_linkedin_url', 'LinkedIn URL', 'string', 'text'),
  builtIn('closedate', 'Close Date', 'datetime', 'date'),
  builtIn('numemployees', 'Number of Employees', 'enumeration', 'select', {
    options: optionsFrom(['1-5', '5-25', '25-50', '50-100', '100-500', '500-1000', '1000+']),
  }),
  builtIn('lifecyclestage', 'Lifecycle Stage', 'enumeration', 'radio', { options: lifecycleStages }),
  builtIn('hs_lead_status', 'Lead Status', 'enumeration', 'radio', { options: leadStatuses }),
  builtIn('hs_buying_role', 'Buying Role', 'enumeration', 'checkbox', {
    options: optionsFrom([
      ['BLOCKER', 'Blocker'],
      ['BUDGET_HOLDER', 'Budget Holder'],
      ['CHAMPION', 'Champion'],
      ['DECISION_MAKER', 'Decision Maker'],
      ['END_USER', 'End User'],
      ['EXECUTIVE_SPONSOR', 'Executive Sponsor'],
      ['INFLUENCER', 'Influencer'],
      ['LEGAL_AND_COMPLIANCE', 'Legal & Compliance'],
      ['OTHER', 'Other'],
    ]),
  }),
  builtIn('hs_language', 'Preferred language', 'enumeration', 'select', {
    options: optionsFrom([
      ['de', 'German'],
      ['en', 'English'],
      ['es', 'Spanish'],
      ['fr', 'French'],
      ['it', 'Italian'],
      ['ja', 'Japanese'],
      ['pt', 'Portuguese'],
    ]),
  }),
  builtIn('hs_marketable_status', 'Marketing contact status', 'enumeration', 'radio', {
    readOnly: true,
    options: optionsFrom([
      ['true', 'Marketing contact'],
      ['false', 'Non-marketing contact'],
    ]),
  }),
  builtIn('associatedcompanyid', 'Primary Associated Company ID', 'number', 'number', {
    hidden: true,
    referencedObjectType: 'COMPANY',
  }),
  builtIn('hs_additional_emails', 'Additional email addresses', 'enumeration', 'checkbox', { readOnly: true }),
  builtIn('hs_all_contact_vids', 'All vids for a contact', 'enumeration', 'checkbox', { readOnly: true, hidden: true }),
  builtIn('hs_calculated_merged_vids', 'Merged vids with timestamps', 'enumeration', 'checkbox', {
    readOnly: true,
    hidden: true,
  }),
  builtIn('hs_email_domain', 'Email Domain', 'string', 'text', { readOnly: true }),
  builtIn('hs_full_name_or_email', 'Full name or email', 'string', 'calculation_equation', {
    calculated: true,
    hidden: true,
  }),
  builtIn('hs_is_contact', 'Is a contact', 'bool', 'booleancheckbox', { readOnly: true, hidden: true }),
  builtIn('hs_is_unworked', 'Contact unworked', 'bool', 'calculation_equation', { calculated: true, hidden: true }),
  builtIn('hs_pipeline', 'Pipeline', 'enumeration', 'select', {
    readOnly: true,
    hidden: true,
    options: optionsFrom([['contacts-lifecycle-pipeline', 'Contact Stage Pipeline']]),
  }),
  activity('num_associated_deals', 'Number of Associated Deals', 'number', 'number', { readOnly: true }),
  activity('notes_last_contacted', 'Last Contacted', 'datetime', 'date', { readOnly: true }),
];
