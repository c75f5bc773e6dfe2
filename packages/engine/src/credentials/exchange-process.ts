/**
 * A process of its own that sends one request which may arrive only once, and writes its answer down: whoever asked for it may be
 * killed meanwhile. The job comes as JSON on stdin, so that nothing of it stands in the list of processes.
 */
import { text } from 'node:stream/consumers';
import { systemClock } from '../connect/system-clock.ts';
import { carryOut, exchangeJobSchema } from './exchange-job.ts';

// Nobody may be there to be told.
process.stdout.on('error', () => undefined);

const given = await text(process.stdin);
// Whoever was to write it has ended before it was written: nothing is sent.
if (given.endsWith('\n')) {
  const result = await carryOut(exchangeJobSchema.parse(JSON.parse(given)), systemClock);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
