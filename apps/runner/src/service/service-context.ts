import type { SharedLimits } from '@linkwright/engine';
import type { Logger } from 'pino';
import type { SpanParent } from '../telemetry/span.ts';
import type { ServiceClock } from './scheduler.ts';
import type { ServiceEvents } from './service-events.ts';

/** What everything in the service is given. */
export interface ServiceContext {
  readonly clock: ServiceClock;
  readonly log: Logger;
  readonly events: ServiceEvents;
  /** Of the accounts that several workspaces call. Absent: none does. */
  readonly limits?: SharedLimits;
  /** A call has waited so many milliseconds for its turn. */
  readonly onWaited?: (workspace: string, connection: string, ms: number) => void;
  /** A call to a connection has been answered with this status. `null`: no answer came. */
  readonly onAnswered?: (workspace: string, connection: string, status: number | null) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs are timed here. Absent: nobody follows them. */
  readonly telemetry?: SpanParent;
  /** From here places are read. */
  readonly directory: string;
}
