import type { CycleEvent, SharedLimits } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { ImportModule } from '../connectors/load-connectors.ts';
import type { Span, SpanParent } from '../telemetry/span.ts';
import type { Requester } from './requester.ts';

/** What happens while something works on a workspace, for whoever watches: a terminal, an event stream, nobody. */
export type WorkEvent =
  /** Where it stands, in one line, as often as there is something to tell. `null`: there is nothing more to watch. */
  | { readonly kind: 'progress'; readonly line: string | null }
  /** Good to know besides the result. */
  | { readonly kind: 'note'; readonly text: string }
  /** Went wrong, and changes nothing about the result. */
  | { readonly kind: 'trouble'; readonly text: string }
  /** What the engine tells of a plan or a sync, record by record. */
  | { readonly kind: 'cycle'; readonly event: CycleEvent };

/** A workspace, which is one configuration file with its state. */
export interface Workspace {
  readonly loaded: LoadedConfiguration;
  /** The folder from which paths are told. */
  readonly directory: string;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** From here on these are secrets as well, such as tokens that were renewed. */
  readonly hide: (secrets: readonly string[]) => void;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** How connectors are read. Absent: each once. */
  readonly importModule?: ImportModule;
  /** Of the accounts that other workspaces of this process call. Absent: there are no others. */
  readonly limits?: SharedLimits;
  /** A call to a connection has waited so many milliseconds for its turn. */
  readonly onWaited?: (connection: string, ms: number) => void;
  /** A call to a connection has been answered with this status. `null`: no answer came. */
  readonly onAnswered?: (connection: string, status: number | null) => void;
  /** Kept with a run. Absent: nobody is named. */
  readonly askedBy?: Requester;
}

/** How a piece of work is watched and stopped. */
export interface Watch {
  /** Aborted: what was sent is answered, and nothing more is sent. */
  readonly signal: AbortSignal;
  readonly tell: (event: WorkEvent) => void;
  /** Somebody else is at work on the state: waits a moment, and says whether to try again. Absent: it is refused at once. */
  readonly awaitState?: () => Promise<boolean>;
  /** Runs are timed here. Absent: nobody follows them. */
  readonly telemetry?: SpanParent;
  /** The run that is timed; what it asks of apps is told in it. */
  readonly span?: Span;
}

/** Work on a workspace: everything that `session/` and `operations/` are given. Neither knows a terminal. */
export interface Work extends Workspace, Watch {}

/** The result has come: no line of progress stands beside it. */
export const ended = ({ tell }: Watch): void => tell({ kind: 'progress', line: null });
