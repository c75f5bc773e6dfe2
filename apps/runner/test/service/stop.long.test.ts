import { it } from 'vitest';
import { endsAtOnceWhenToldTwice, stopsInTheMiddle } from './support/cut-run.ts';

it('told to stop in the middle of a run, a service ends with what was sent, and nothing is done twice', () =>
  stopsInTheMiddle({}));

it('told twice, it ends at once', () => endsAtOnceWhenToldTwice({}));
