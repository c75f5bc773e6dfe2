import { builtInsOf, optionsFrom, type PropertyDefinition } from './property-definition.ts';
import { bookkeepingProperties } from './shared-properties.ts';

const builtIn = builtInsOf('dealinformation');

export const dealProperties: readonly PropertyDefinition[] = [
  ...bookkeepingProperties(builtIn, 'createdate'),
  builtIn('dealname', 'Deal Name', 'string', 'text'),
  builtIn('amount', 'Amount', 'number', 'number'),
  builtIn('pipeline', 'Pipeline', 'enumeration', 'select', { externalOptions: true }),
  builtIn('dealstage', 'Deal Stage', 'enumeration', 'radio', { externalOptions: true }),
  builtIn('closedate', 'Close Date', 'datetime', 'date'),
  builtIn('dealtype', 'Deal Type', 'enumeration', 'radio', {
    options: optionsFrom([
      ['newbusiness', 'New Business'],
      ['existingbusiness', 'Existing Business'],
    ]),
  }),
  builtIn('description', 'Deal Description', 'string', 'textarea'),
  builtIn('hs_priority', 'Priority', 'enumeration', 'select', {
    options: optionsFrom([
      ['low', 'Low'],
      ['medium', 'Medium'],
      ['high', 'High'],
    ]),
  }),
  builtIn('deal_currency_code', 'Currency', 'enumeration', 'select', {
    options: optionsFrom([
      ['EUR', 'EUR (Euro)'],
      ['USD', 'USD (US Dollar)'],
      ['JPY', 'JPY (Japanese Yen)'],
    ]),
  }),
  builtIn('hs_next_step', 'Next step', 'string', 'text'),
  builtIn('closed_lost_reason', 'Closed Lost Reason', 'string', 'textarea'),
  builtIn('closed_won_reason', 'Closed Won Reason', 'string', 'textarea'),
  builtIn('hs_forecast_amount', 'Forecast amount', 'number', 'number'),
  builtIn('hs_forecast_probability', 'Forecast probability', 'number', 'number'),
  builtIn('hs_manual_forecast_category', 'Forecast category', 'enumeration', 'select', {
    options: optionsFrom([
      ['OMIT', 'Not forecasted'],
      ['PIPELINE', 'Pipeline'],
      ['BEST_CASE', 'Best case'],
      ['COMMIT', 'Commit'],
      ['CLOSED', 'Closed won'],
    ]),
  }),
  builtIn('hs_acv', 'Annual contract value', 'number', 'number'),
  builtIn('hs_arr', 'Annual recurring revenue', 'number', 'number'),
  builtIn('hs_mrr', 'Monthly recurring revenue', 'number', 'number'),
  builtIn('hs_tcv', 'Total contract value', 'number', 'number'),
  builtIn('amount_in_home_currency', 'Amount in company currency', 'number', 'calculation_equation', {
    calculated: true,
  }),
  builtIn('days_to_close', 'Days to close', 'number', 'calculation_equation', { calculated: true }),
  builtIn('hs_deal_stage_probability', 'Deal probability', 'number', 'calculation_equation', { calculated: true }),
  builtIn('hs_is_closed', 'Is Deal Closed?', 'bool', 'calculation_equation', { calculated: true }),
  builtIn('hs_is_closed_won', 'Is Closed Won', 'bool', 'calculation_equation', { calculated: true }),
  builtIn('hs_primary_associated_company', 'Primary Associated Company', 'number', 'number', {
    readOnly: true,
    referencedObjectType: 'COMPANY',
  }),
  builtIn('num_associated_contacts', 'Number of Associated Contacts', 'number', 'number', { readOnly: true }),
];
