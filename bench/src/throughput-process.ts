import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '@linkwright/engine';
import { measureTime } from './measure-time.ts';
import { checkWritten, generatedPair, type RunOptions } from './run-generated.ts';

/**
 * A first sync and a complete comparison of two apps that answer at once, with the state on the disk, in a process of its
 * own. Takes the number of records, and the address of a PostgreSQL database where the state is to be kept there; `--undo` takes
 * the first sync back at the end. Prints one line of JSON.
 */
const { values, positionals } = parseArgs({ options: { undo: { type: 'boolean' } }, allowPositionals: true });
const [records, address] = [Number(positionals[0]), positionals[1]];
const pair = await generatedPair(records, {});
const folder = await mkdtemp(join(tmpdir(), 'linkwright-throughput-'));
const place = address ?? join(folder, 'state.db');
const store = await openStore(place);
let firstRun = '';
const first = await measureTime(async () => {
  firstRun = await sync({}, { created: records });
});
const comparison = await measureTime(async () => {
  await sync({ full: true }, {});
});
const peakBytes = peak();
const undo = values.undo
  ? await measureTime(async () => {
      // Of a first sync all of them go, which no brake lets pass unasked.
      await sync({ undo: { run: firstRun }, allow: ['archive'] }, { archived: records });
    })
  : null;
await store.close();
const stateBytes = address === undefined ? (await stat(place)).size : null;
await rm(folder, { recursive: true });
console.log(JSON.stringify({ first, comparison, peakBytes, undo: undo && { ...undo, peakBytes: peak() }, stateBytes }));

async function sync(options: RunOptions, written: Parameters<typeof checkWritten>[1]): Promise<string> {
  const report = await pair.run(store, options);
  checkWritten(report, written);
  const left = records - (written.archived ?? 0);
  if (pair.right.count() !== left) throw new Error(`${pair.right.count()} of ${left} records are there`);
  return report.run;
}

function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
