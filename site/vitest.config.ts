import { mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

// Seeded bugs run in processes of their own, two at a time.
export default mergeConfig(shared, { test: { maxConcurrency: 2 } });
