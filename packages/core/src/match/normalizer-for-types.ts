import type { FieldType } from '../contract/object-schema.ts';
import type { NormalizerName } from '../sync/object-sync.ts';

/** Types whose values cannot name a record: two values only, several at once, or no agreed spelling. */
const unfit: readonly FieldType[] = ['boolean', 'options', 'json'];

const plainTexts: readonly FieldType[] = ['text', 'multiline'];

/** Each kind of value is comparable with itself and with the listed others. The first row that fits both types counts. */
const rows: readonly {
  readonly types: readonly FieldType[];
  readonly others: readonly FieldType[];
  readonly normalize: NormalizerName;
}[] = [
  { types: ['email', 'user'], others: plainTexts, normalize: 'email' },
  { types: ['phone'], others: plainTexts, normalize: 'phone' },
  { types: ['url'], others: plainTexts, normalize: 'domain' },
  { types: ['integer', 'decimal'], others: plainTexts, normalize: 'number' },
  { types: ['option'], others: [], normalize: 'exact' },
  { types: plainTexts, others: ['option'], normalize: 'text' },
  { types: ['date'], others: [], normalize: 'exact' },
  { types: ['datetime'], others: [], normalize: 'exact' },
];

/** How a match key compares two fields when it does not say. `null`: they cannot be compared. */
export function normalizerForTypes(left: FieldType, right: FieldType): NormalizerName | null {
  if (unfit.includes(left) || unfit.includes(right)) return null;
  const row = rows.find(
    ({ types, others }) =>
      (types.includes(left) && (types.includes(right) || others.includes(right))) ||
      (types.includes(right) && others.includes(left)),
  );
  return row?.normalize ?? null;
}
