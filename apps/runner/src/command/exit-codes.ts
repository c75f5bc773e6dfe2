export const exitCodes = {
  done: 0,
  /** Host unreachable, app down, a fault in this program. */
  failed: 1,
  /** The user must change something: file, token, scope, usage. Nothing was written. */
  mustChange: 2,
  /** Done, but records are failing, ambiguous or waiting for review, or a brake has stopped a sync. */
  attention: 3,
  /** Stopped by the user, as shells count an interrupt. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
