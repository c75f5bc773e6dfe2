import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** The template is a package like any other: its own tests run here too, against the sources of this workspace. */
export default mergeConfig(shared, { test: { include: ['template/test/**/*.test.ts'] } });
