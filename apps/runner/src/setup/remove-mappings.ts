import { ConfigurationError } from '@linkwright/core';
import type { ConfigurationEdit, MappingList } from '../configuration/edit/configuration-edit.ts';
import type { SetupContext } from './setup-context.ts';

interface WrittenMapping {
  readonly list: MappingList;
  readonly index: number;
  readonly left: string;
  readonly right: string;
}

/** The mappings of a sync that stand in the file. */
function writtenMappings({ draft }: SetupContext, sync: string): readonly WrittenMapping[] {
  const { fields = [], associations = [] } = draft.loaded().configuration.syncs[sync] ?? {};
  return [
    ...fields.map(({ left, right }, index) => ({ list: 'fields' as const, index, left, right })),
    ...associations.map(({ left, right }, index) => ({ list: 'associations' as const, index, left, right })),
  ];
}

export async function chooseMappingToRemove(
  context: SetupContext,
  sync: string,
): Promise<readonly ConfigurationEdit[]> {
  const mappings = writtenMappings(context, sync);
  if (mappings.length === 0) context.ask?.tell('Nothing is mapped in the file: the defaults of the two apps hold.');
  if (mappings.length === 0) return [];
  const chosen = await context.ask?.choose<WrittenMapping | null>('Which one is taken out? Values stay as they are.', [
    ...mappings.map((value) => ({
      value,
      label: `${value.left} ↔ ${value.right}`,
      ...(value.list === 'associations' && { hint: 'links' }),
    })),
    { value: null, label: 'None' },
  ]);
  return chosen ? [removal(sync, chosen)] : [];
}

/** Of flags: `email=Email`, a field or an association. */
export function mappingRemovals(
  context: SetupContext,
  sync: string,
  wanted: readonly Readonly<Record<string, string>>[],
): readonly ConfigurationEdit[] {
  const mappings = writtenMappings(context, sync);
  const found = wanted.map(({ left, right }) => {
    const mapping = mappings.find((one) => one.left === left && one.right === right);
    if (mapping) return mapping;
    throw new ConfigurationError(`${sync} maps no "${left}" to "${right}".`, {
      code: 'unknown-field',
      remedy: `What it maps: ${mappings.map((one) => `${one.left}=${one.right}`).join(', ') || 'the defaults of the two apps'}.`,
    });
  });
  // From the last to the first, so that the others keep their places.
  return found.sort((a, b) => b.index - a.index).map((mapping) => removal(sync, mapping));
}

const removal = (sync: string, { list, index }: WrittenMapping): ConfigurationEdit => ({
  kind: 'remove-mapping',
  sync,
  list,
  index,
});
