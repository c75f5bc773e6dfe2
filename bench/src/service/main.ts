import { parseArgs } from 'node:util';
import { runWorkers } from './compare-workers.ts';
import { runManyWorkspaces } from './many-workspaces.ts';
import { runSmallSyncs } from './small-syncs.ts';
import { runSoak } from './soak-service.ts';

const usage = `bench:service workers|workspaces|syncs|soak [--count N] [--idle SECONDS] [--minutes N] [--speed N]

  workers     first syncs of pairs that wait for their apps, by 1, 2 and 4 workers on one PostgreSQL
  workspaces  one process with N workspaces on PostgreSQL (default 1000): its start, and its time while nothing is due
  syncs       one process with N small syncs (default 100): calls and processor time of a turn without changes
  soak        a service for N minutes (default 10) at a speed (default 50) while one request in fourteen fails`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    idle: { type: 'string' },
    minutes: { type: 'string' },
    speed: { type: 'string' },
  },
});
const count = (otherwise: number): number => Number(values.count ?? otherwise);
const told = (value: number, digits = 1): string => value.toFixed(digits);

switch (positionals[0]) {
  case 'workers': {
    // Two turns for each place of four workers: what the start of a pair takes counts once, and not the half.
    const size = { pairs: 32, contacts: 120, requestsPerSecond: 0.5, concurrency: 4 };
    let one: number | null = null;
    for (const workers of values.count === undefined ? [1, 2, 4] : [count(1)]) {
      const done = await runWorkers(workers, size);
      one ??= done.contactsPerSecond;
      const gain = done.contactsPerSecond / one;
      console.log(
        `${workers} workers: ${told(done.seconds)} s, ${told(done.contactsPerSecond)} contacts a second, ${told(gain, 2)} times one worker, ` +
          `${told(gain / workers, 2)} of what is possible; ${told(done.processorSeconds)} s of processor time; all places were full after ${told(done.skewSeconds)} s, the longest run took ${told(done.longestRunSeconds)} s; ${done.refused} calls refused with 429`,
      );
      if (gain / workers < 0.9 || done.refused > 0) process.exitCode = 1;
    }
    break;
  }
  case 'workspaces': {
    const done = await runManyWorkspaces(count(1000), Number(values.idle ?? 60));
    const { workspaces, startSeconds, idleShare, memoryMb, connections, transactionsPerMinute, callsPerMinute } = done;
    console.log(
      `${workspaces} workspaces: started in ${told(startSeconds)} s, idle at ${told(idleShare * 100)} % of a core, ${told(memoryMb, 0)} MB, ` +
        `${connections} connections, ${told(transactionsPerMinute, 0)} transactions and ${told(callsPerMinute, 0)} calls a minute`,
    );
    if (startSeconds > 30 || idleShare > 0.05) process.exitCode = 1;
    break;
  }
  case 'syncs':
    for (const onPostgres of [false, true]) {
      const { syncs, callsPerSync, processorMs, idleShare } = await runSmallSyncs(count(100), 20, onPostgres);
      console.log(
        `${syncs} syncs, state ${onPostgres ? 'on PostgreSQL' : 'in files'}: ${told(callsPerSync.hubspot)} calls to HubSpot and ` +
          `${told(callsPerSync.airtable)} to Airtable for each turn, ${told(processorMs)} ms of processor time; ${told(idleShare * 100)} % of a core besides`,
      );
      if (callsPerSync.hubspot !== 1 || callsPerSync.airtable !== 1 || processorMs >= 5) process.exitCode = 1;
    }
    break;
  case 'soak': {
    const { runs, edits, calls, calmSeconds, memoryGrowth, faultsOfOurs } = await runSoak(
      Number(values.minutes ?? 10),
      Number(values.speed ?? 50),
    );
    const outcomes = Object.entries(runs).map(([outcome, times]) => `${times} ${outcome}`);
    console.log(
      `runs: ${outcomes.join(', ')}; ${edits} edits, ${calls} calls; both apps held the same ${told(calmSeconds)} s after the last edit; ` +
        `memory grew to ${told(memoryGrowth, 2)} times; ${faultsOfOurs.length} faults of linkwright ${faultsOfOurs.join(' ')}`,
    );
    if (memoryGrowth > 1.3 || faultsOfOurs.length > 0) process.exitCode = 1;
    break;
  }
  default:
    console.error(usage);
    process.exitCode = 2;
}
