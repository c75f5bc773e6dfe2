import type { Edits, Ends } from '../../../api/set-up-queries.ts';
import type { ChosenAssociations } from './choose-associations.tsx';
import type { ChosenFields } from './choose-fields.tsx';
import type { Rules } from './choose-rules.tsx';
import { filterValue } from './filter-value.ts';

/** What has been chosen so far. A step is shown once the one before it is answered, and what comes after one that is changed is asked again. */
export interface Draft {
  readonly ends?: Ends;
  readonly name?: string;
  readonly keys?: readonly Readonly<Record<string, string>>[];
  readonly chosen?: ChosenFields;
  readonly rules?: Rules;
  readonly associations?: ChosenAssociations;
}

/** What has been chosen, as changes of the file: whatever they do not name stays as it is. */
export function draftEdits({ ends, name, keys, chosen, rules, associations }: Draft): Edits {
  if (ends === undefined || name === undefined) return [];
  const { fields, references, timeZone } = chosen ?? { fields: [], references: [] };
  const filter = filterValue(rules?.conditions ?? []);
  // Defaults are not written.
  const settings = [
    ['direction', rules?.direction ?? 'two-way', 'two-way'],
    ['create', rules?.create ?? 'both', 'both'],
  ] as const;
  return [
    {
      kind: 'add-sync',
      name,
      sync: {
        left: { ...ends.left },
        right: { ...ends.right },
        match: (keys ?? []).map((key) => ({ ...key })),
        fields: fields.map(({ left, right, direction }) => ({
          left,
          right,
          ...(direction !== 'two-way' && { direction }),
        })),
        ...(references.length > 0 && { references: references.map((one) => ({ ...one })) }),
      },
    },
    ...settings.flatMap(([key, value, usual]) =>
      value === usual ? [] : [{ kind: 'set' as const, sync: name, key, value }],
    ),
    ...(rules === undefined || rules.winner === 'left'
      ? []
      : [{ kind: 'set' as const, sync: name, key: 'conflicts', value: { winner: rules.winner } }]),
    ...(timeZone === undefined ? [] : [{ kind: 'set' as const, sync: name, key: 'timeZone', value: timeZone }]),
    ...(filter === null ? [] : [{ kind: 'set' as const, sync: name, key: 'filter', value: filter }]),
    ...(associations?.switchOn ?? []).map((sync) => ({ kind: 'set' as const, sync, key: 'enabled', value: true })),
    ...(associations?.mappings ?? []).map((mapping) => ({
      kind: 'add-mapping' as const,
      sync: name,
      list: 'associations' as const,
      mapping: { ...mapping },
    })),
  ];
}
