import { testState } from '@linkwright/postgres-server/test-state';
import { onTestFinished } from 'vitest';
import { describeKeptCredentials } from './kept-credentials-tests.ts';

describeKeptCredentials(async () => {
  const { place, schema = '', release } = testState();
  onTestFinished(() => release());
  const url = new URL(place);
  url.searchParams.set('schema', schema);
  return url.href;
});
