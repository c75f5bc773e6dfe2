import { defineConfig } from 'vitest/config';
import postgres from '../../vitest.postgres.ts';

/** Makes the fixtures that tests of later releases open. */
export default defineConfig({ ...postgres, test: { ...postgres.test, include: ['test/fixtures/make-*.ts'] } });
