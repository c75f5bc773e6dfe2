/** Types that the API makes, in forms and, where they are cells, in tables. */
export const creatableTypes = [
  'SINGLE_LINE_TEXT',
  'MULTI_LINE_TEXT',
  'RICH_TEXT',
  'LINK',
  'NUMBER',
  'CALC',
  'CHECK_BOX',
  'MULTI_SELECT',
  'RADIO_BUTTON',
  'DROP_DOWN',
  'DATE',
  'TIME',
  'DATETIME',
  'USER_SELECT',
  'ORGANIZATION_SELECT',
  'GROUP_SELECT',
  'FILE',
  'SUBTABLE',
  'REFERENCE_TABLE',
  'GROUP',
  'RECORD_NUMBER',
  'CREATOR',
  'CREATED_TIME',
  'MODIFIER',
  'UPDATED_TIME',
] as const;

/** `__ID__` and `__REVISION__` stand in records and queries, never in forms. */
export const fieldTypes = [...creatableTypes, 'STATUS', 'STATUS_ASSIGNEE', 'CATEGORY'] as const;

export type FieldType = (typeof fieldTypes)[number];
