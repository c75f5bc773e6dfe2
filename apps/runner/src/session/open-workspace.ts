import { findConfiguration } from '../configuration/find-configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { createRedactor } from '../output/redactor.ts';
import type { Work, WorkEvent } from './work.ts';

export interface WorkspaceToOpen {
  /** The configuration. Absent: `linkwright.yaml` in the folder, or in the nearest above it. */
  readonly file?: string;
  /** From here relative paths are read and told. Default: the folder of this process. */
  readonly directory?: string;
  /** What `${…}` in the file is filled in from. Default: the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Aborted: what was sent is answered, and nothing more is sent. */
  readonly signal?: AbortSignal;
  /** Told what happens meanwhile. */
  readonly onEvent?: (event: WorkEvent) => void;
}

/**
 * A configuration file with its state, for the operations. Nothing is connected and no state is made yet. What is wrong in
 * the file is told by the first operation, everything at once, as a `ProblemsError`; throws a `ConfigurationError`
 * (`configuration-not-found`, `configuration-of-another-owner`) where there is none to be read.
 */
export async function openWorkspace({
  file,
  directory = process.cwd(),
  environment = process.env,
  signal = new AbortController().signal,
  onEvent = () => undefined,
}: WorkspaceToOpen = {}): Promise<Work> {
  const loaded = await loadConfiguration(await findConfiguration(directory, file), environment);
  const redactor = createRedactor();
  redactor.add(loaded.secrets);
  return {
    loaded,
    directory,
    redact: (text) => redactor.redact(text),
    hide: (secrets) => redactor.add(secrets),
    now: Date.now,
    signal,
    tell: onEvent,
  };
}
