import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

// Tests of the command wait for processes and for the paces of apps more than they compute.
export default mergeConfig(shared, { test: { maxWorkers: 3 } });
