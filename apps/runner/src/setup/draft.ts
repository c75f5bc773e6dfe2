import { basename, dirname } from 'node:path';
import type { ConfigurationEdit } from '../configuration/edit/configuration-edit.ts';
import { editConfiguration } from '../configuration/edit/edit-configuration.ts';
import { loadConfigurationText, readDotEnv } from '../configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { schemaFileOf, schemaLine } from '../editor/schema-file.ts';

/** The configuration as it would be; the file is not touched before the end. */
export interface Draft {
  readonly file: string;
  /** `null`: there is no file yet. */
  readonly before: string | null;
  /** Values of this run only: what was typed in because a variable had no value yet. Never written anywhere. */
  readonly typed: Map<string, string>;
  text(): string;
  loaded(): LoadedConfiguration;
  /** Names of the object syncs that were added or changed. */
  readonly touched: ReadonlySet<string>;
  apply(...edits: readonly ConfigurationEdit[]): Promise<void>;
  /** Takes back to an earlier text. */
  replace(text: string): Promise<void>;
  /** Takes everything back. */
  reset(): Promise<void>;
  /** The environment with what was typed in, without what stands in `.env`. */
  environment(): Readonly<Record<string, string | undefined>>;
  /** All variables that the text may name. */
  variables(): Promise<Readonly<Record<string, string | undefined>>>;
  reload(): Promise<void>;
}

const newText = (file: string): string => `${schemaLine(basename(schemaFileOf(file)))}
version: 1

# \${NAME} is taken from the environment, or from the file .env beside this one.
# Keep secrets out of this file.
connections:

# One sync pairs the records of two objects. left and right mean the same apps throughout.
syncs:
`;

export async function openDraft(
  { file, before }: { readonly file: string; readonly before: string | null },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Draft> {
  const typed = new Map<string, string>();
  const touched = new Set<string>();
  const variables = () => ({ ...environment, ...Object.fromEntries(typed) });
  let text = before ?? newText(file);
  let loaded = await loadConfigurationText(file, text, variables());
  const reload = async (): Promise<void> => {
    loaded = await loadConfigurationText(file, text, variables());
  };
  return {
    file,
    before,
    typed,
    touched,
    text: () => text,
    loaded: () => loaded,
    environment: variables,
    variables: async () => ({ ...(await readDotEnv(dirname(file))), ...variables() }),
    reload,
    async replace(earlier) {
      text = earlier;
      await reload();
    },
    async reset() {
      text = before ?? newText(file);
      typed.clear();
      touched.clear();
      await reload();
    },
    async apply(...edits) {
      text = editConfiguration(text, edits);
      for (const edit of edits) {
        if (edit.kind === 'remove-sync' || edit.kind === 'rename-sync') touched.delete(edit.sync);
        if (edit.kind === 'add-sync' || edit.kind === 'rename-sync') touched.add(edit.name);
        else if ('sync' in edit && typeof edit.sync === 'string' && edit.kind !== 'remove-sync') touched.add(edit.sync);
      }
      await reload();
    },
  };
}
