import { ConfigurationError } from '@linkwright/core';

/** Nobody knows the record that was asked for. */
export const unknownRecord = (keyOrId: string, remedy?: string): ConfigurationError =>
  new ConfigurationError(`No record "${keyOrId}" is known.`, {
    code: 'unknown-record',
    remedy: remedy ?? 'Name its id or its match key as the app shows it.',
  });
