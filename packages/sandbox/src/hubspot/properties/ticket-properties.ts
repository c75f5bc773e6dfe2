import { builtInsOf, optionsFrom, type PropertyDefinition } from './property-definition.ts';
import { bookkeepingProperties } from './shared-properties.ts';

const builtIn = builtInsOf('ticketinformation');

export const ticketProperties: readonly PropertyDefinition[] = [
  ...bookkeepingProperties(builtIn, 'createdate'),
  builtIn('subject', 'Ticket name', 'string', 'text'),
  builtIn('content', 'Ticket description', 'string', 'textarea'),
  builtIn('hs_pipeline', 'Pipeline', 'enumeration', 'select', { externalOptions: true }),
  builtIn('hs_pipeline_stage', 'Ticket status', 'enumeration', 'select', { externalOptions: true }),
  builtIn('hs_ticket_id', 'Ticket ID', 'number', 'number', { readOnly: true }),
  builtIn('hs_ticket_priority', 'Priority', 'enumeration', 'select', {
    options: optionsFrom([
      ['LOW', 'Low'],
      ['MEDIUM', 'Medium'],
      ['HIGH', 'High'],
      ['URGENT', 'Urgent'],
    ]),
  }),
  builtIn('hs_ticket_category', 'Category', 'enumeration', 'checkbox', {
    options: optionsFrom([
      ['PRODUCT_ISSUE', 'Product Issue'],
      ['BILLING_ISSUE', 'Billing Issue'],
      ['FEATURE_REQUEST', 'Feature Request'],
      ['GENERAL_INQUIRY', 'General Inquiry'],
    ]),
  }),
  builtIn('source_type', 'Source', 'enumeration', 'select', {
    options: optionsFrom([
      ['CHAT', 'Chat'],
      ['EMAIL', 'Email'],
      ['FORM', 'Form'],
      ['PHONE', 'Phone'],
    ]),
  }),
  builtIn('hs_resolution', 'Resolution', 'string', 'textarea'),
  builtIn('closed_date', 'Close date', 'datetime', 'date'),
  builtIn('hs_num_associated_companies', 'Number of Associated Companies', 'number', 'number', { readOnly: true }),
  builtIn('num_associated_contacts', 'Number of Associated Contacts', 'number', 'number', { readOnly: true }),
  builtIn('hs_primary_company_id', 'Primary company ID', 'number', 'number', {
    readOnly: true,
    referencedObjectType: 'COMPANY',
  }),
];
