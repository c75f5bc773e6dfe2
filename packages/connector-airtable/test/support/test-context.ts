export {
  type CountingContext as TestContext,
  collect,
  createCountingContext as createTestContext,
} from '@linkwright/core/testing';

export const options = { signal: new AbortController().signal };
