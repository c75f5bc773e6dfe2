import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { describeKeptCredentials } from './kept-credentials-tests.ts';

describeKeptCredentials(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'state.db');
});
