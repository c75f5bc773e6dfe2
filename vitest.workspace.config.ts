import { defineConfig } from 'vitest/config';
import { endOfHangs } from './vitest.shared.ts';

export default defineConfig({ test: { include: ['test/**/*.test.ts'], ...endOfHangs } });
