import type { JsonSchema } from '../configuration/known-keys.ts';

export interface OfferedName {
  readonly name: string;
  /** What means the same: accepted, and not offered. May hold `name` itself. */
  readonly others: readonly string[];
  /** What an editor says beside it. */
  readonly told: string;
}

/** One of these names has to stand here; `mistake` is what an editor says of any other. `more`: accepted as well. */
export function offerNames(offered: readonly OfferedName[], mistake: string, more: readonly string[] = []): JsonSchema {
  const names = new Map(offered.map(({ name, told }) => [name, told]));
  const accepted = [...new Set([...offered.flatMap(({ others }) => others), ...more])].filter(
    (name) => !names.has(name),
  );
  const patterns = [...accepted.map(literally), '.*\\$\\{.*'];
  return {
    anyOf: [
      // An `enum` of nothing is no JSON Schema.
      ...(names.size === 0
        ? []
        : [{ enum: [...names.keys()], enumDescriptions: [...names.values()], errorMessage: mistake }]),
      { type: 'string', pattern: `^(?:${patterns.join('|')})$`, patternErrorMessage: mistake },
    ],
  };
}

/** Any text may stand here, and these are offered. */
export const likely = (names: readonly string[]): JsonSchema => ({ examples: [...names] });

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
