import { dirname } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { GuidedSetting } from '../command/init/connector-guide.ts';
import { findGuide } from '../command/init/find-guide.ts';
import type { Draft } from './draft.ts';

/** What is written, before anything is filled in. */
const writtenSchema = z.looseObject({
  connections: z.record(
    z.string(),
    z.looseObject({ connector: z.string(), settings: z.record(z.string(), z.unknown()) }),
  ),
});

type NamedVariable = Pick<GuidedSetting, 'variable' | 'example' | 'comment'>;

/** The environment variables that the connections of a draft name, each once, with what their values look like. */
export async function namedVariables(
  draft: Pick<Draft, 'file' | 'text'>,
  signal: AbortSignal,
): Promise<readonly NamedVariable[]> {
  const found = new Map<string, NamedVariable>();
  for (const { connector, settings } of Object.values(writtenSchema.parse(parse(draft.text())).connections)) {
    const guide = await findGuide(connector, dirname(draft.file), signal);
    for (const [key, value] of Object.entries(settings)) {
      if (typeof value !== 'string') continue;
      const { example = '…', comment } = guide.settings.find((one) => one.key === key) ?? {};
      for (const [, variable = ''] of value.matchAll(/\$\{([A-Za-z_]\w*)/g)) {
        if (!found.has(variable)) found.set(variable, { variable, example, ...(comment !== undefined && { comment }) });
      }
    }
  }
  return [...found.values()];
}
