import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

/** The tests of the package that this is run in, with the state on PostgreSQL. A server is started for them. */
export default mergeConfig(shared, {
  test: {
    include: ['test/**/*.postgres.test.ts'],
    globalSetup: fileURLToPath(new URL('postgres-server/src/vitest-setup.ts', import.meta.url)),
  },
});
