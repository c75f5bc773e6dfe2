import { it } from 'vitest';
import { endsAtOnceWhenToldTwice, stopsInTheMiddle } from './support/cut-run.ts';
import { sharedDatabase } from './support/shared-database.ts';

it('told to stop in the middle of a run, a worker ends with what was sent, and nothing is done twice', async () => {
  const { url } = await sharedDatabase();
  await stopsInTheMiddle({ LINKWRIGHT_STATE: url });
});

it('told twice, it ends at once', async () => {
  const { url } = await sharedDatabase();
  await endsAtOnceWhenToldTwice({ LINKWRIGHT_STATE: url });
});
