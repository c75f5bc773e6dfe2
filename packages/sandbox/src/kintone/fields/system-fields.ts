import type { NewKey } from './define-field.ts';
import type { FieldDefinition } from './field-definition.ts';
import { completeSettings } from './field-settings.ts';
import type { FieldType } from './field-types.ts';

const codes: Readonly<Record<'en' | 'ja', readonly (readonly [FieldType, string, string])[]>> = {
  en: [
    ['RECORD_NUMBER', 'Record_number', 'Record number'],
    ['CREATOR', 'Created_by', 'Created by'],
    ['CREATED_TIME', 'Created_datetime', 'Created datetime'],
    ['MODIFIER', 'Updated_by', 'Updated by'],
    ['UPDATED_TIME', 'Updated_datetime', 'Updated datetime'],
    ['STATUS', 'Status', 'Status'],
    ['STATUS_ASSIGNEE', 'Assignee', 'Assignee'],
    ['CATEGORY', 'Categories', 'Categories'],
  ],
  ja: [
    ['RECORD_NUMBER', 'レコード番号', 'レコード番号'],
    ['CREATOR', '作成者', '作成者'],
    ['CREATED_TIME', '作成日時', '作成日時'],
    ['MODIFIER', '更新者', '更新者'],
    ['UPDATED_TIME', '更新日時', '更新日時'],
    ['STATUS', 'ステータス', 'ステータス'],
    ['STATUS_ASSIGNEE', '作業者', '作業者'],
    ['CATEGORY', 'カテゴリー', 'カテゴリー'],
  ],
};

/** The fields that every app has from its first day. Their codes can be changed. */
export function systemFields(newKey: NewKey, language: 'en' | 'ja'): Map<string, FieldDefinition> {
  const fields = codes[language].map(([type, code, label]) => {
    const settings = completeSettings(type, { label });
    return [code, { key: newKey(), code, type, settings, optionKeys: new Map(), fields: new Map() }] as const;
  });
  return new Map(fields);
}
