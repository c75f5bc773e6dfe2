import type { Edits } from '../../../api/set-up-queries.ts';
import type { Draft } from './set-up-steps.tsx';

/** What has been chosen, as changes of the file: whatever they do not name stays as it is. */
export function draftEdits({ ends, name, keys, fields, timeZone, associations }: Draft): Edits {
  if (ends === undefined || name === undefined) return [];
  return [
    {
      kind: 'add-sync',
      name,
      sync: {
        left: { ...ends.left },
        right: { ...ends.right },
        match: (keys ?? []).map((key) => ({ ...key })),
        fields: (fields ?? []).map(({ left, right, direction }) => ({
          left,
          right,
          ...(direction !== 'two-way' && { direction }),
        })),
      },
    },
    ...(timeZone === undefined ? [] : [{ kind: 'set' as const, sync: name, key: 'timeZone', value: timeZone }]),
    ...(associations?.switchOn ?? []).map((sync) => ({ kind: 'set' as const, sync, key: 'enabled', value: true })),
    ...(associations?.mappings ?? []).map((mapping) => ({
      kind: 'add-mapping' as const,
      sync: name,
      list: 'associations' as const,
      mapping: { ...mapping },
    })),
  ];
}
