import { defineConfig } from 'vitest/config';
import { endOfHangs, quick } from './vitest.shared.ts';

export default defineConfig({ test: { include: [quick], ...endOfHangs } });
