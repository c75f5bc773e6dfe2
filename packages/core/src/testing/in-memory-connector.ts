import { z } from 'zod';
import { type Connector, defineConnector } from '../contract/connector.ts';
import type { InMemoryApp } from './in-memory-app.ts';
import { createInMemoryConnection } from './in-memory-connection.ts';

/** A connector whose every connection works on this app. It takes any settings. */
export function createInMemoryConnector(
  app: InMemoryApp,
  overrides: Partial<Connector<unknown>> = {},
): Connector<unknown> {
  return defineConnector<unknown>({
    contractVersion: 1,
    name: 'memory',
    displayName: 'In memory',
    settings: z.unknown(),
    capabilities: app.state.capabilities,
    // Fast enough never to be felt.
    rateLimits: { default: { requests: 1_000_000, perMs: 1000 } },
    connect: (_settings, context) => createInMemoryConnection(app.state, context),
    ...overrides,
  });
}
