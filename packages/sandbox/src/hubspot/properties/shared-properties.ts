import { type BuiltIn, optionsFrom, type PropertyDefinition } from './property-definition.ts';

/** What HubSpot keeps about every record, whatever its type. */
export function bookkeepingProperties(builtIn: BuiltIn, createdProperty: string): readonly PropertyDefinition[] {
  const readOnly = { readOnly: true };
  const hidden = { readOnly: true, hidden: true };
  return [
    builtIn(createdProperty, 'Create Date', 'datetime', 'date', readOnly),
    ...(createdProperty === 'hs_createdate'
      ? []
      : [builtIn('hs_createdate', 'Object create date/time', 'datetime', 'date', hidden)]),
    builtIn('hs_lastmodifieddate', 'Last Modified Date', 'datetime', 'date', readOnly),
    builtIn('hs_object_id', 'Record ID', 'number', 'number', readOnly),
    builtIn('hs_merged_object_ids', 'Merged record IDs', 'enumeration', 'checkbox', readOnly),
    builtIn('hs_object_source', 'Record source detail', 'string', 'text', hidden),
    builtIn('hs_object_source_id', 'Record source ID', 'string', 'text', hidden),
    builtIn('hs_object_source_label', 'Record source', 'enumeration', 'select', {
      readOnly: true,
      options: optionsFrom(['INTEGRATION', 'CRM_UI', 'IMPORT']),
    }),
    builtIn('hs_read_only', 'Read only object', 'bool', 'booleancheckbox', hidden),
    builtIn('hs_unique_creation_key', 'Unique creation key', 'string', 'text', hidden),
    builtIn('hs_was_imported', 'Performed in an import', 'bool', 'booleancheckbox', hidden),
    ...ownerProperties(builtIn),
  ];
}

function ownerProperties(builtIn: BuiltIn): readonly PropertyDefinition[] {
  return [
    builtIn('hubspot_owner_id', 'Owner', 'enumeration', 'select', {
      externalOptions: true,
      referencedObjectType: 'OWNER',
    }),
    builtIn('hubspot_owner_assigneddate', 'Owner assigned date', 'datetime', 'date', { readOnly: true }),
  ];
}

export const lifecycleStages = optionsFrom([
  ['subscriber', 'Subscriber'],
  ['lead', 'Lead'],
  ['marketingqualifiedlead', 'Marketing Qualified Lead'],
  ['salesqualifiedlead', 'Sales Qualified Lead'],
  ['opportunity', 'Opportunity'],
  ['customer', 'Customer'],
  ['evangelist', 'Evangelist'],
  ['other', 'Other'],
]);

export const leadStatuses = optionsFrom([
  ['NEW', 'New'],
  ['OPEN', 'Open'],
  ['IN_PROGRESS', 'In Progress'],
  ['OPEN_DEAL', 'Open Deal'],
  ['UNQUALIFIED', 'Unqualified'],
  ['ATTEMPTED_TO_CONTACT', 'Attempted to Contact'],
  ['CONNECTED', 'Connected'],
  ['BAD_TIMING', 'Bad Timing'],
]);
