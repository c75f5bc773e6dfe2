import type { AppConnection, CreateChange } from '@linkwright/core';
import { checkConnection } from '@linkwright/engine';
import { generatedApp, generatedFields, generatedObject } from './generated-app.ts';
import { measureTime } from './measure-time.ts';

/**
 * What it costs to hold a connection to the contract: the calls of a first sync (one side is read, the other is written) with the checks and without, in turns in one process. Takes the number of records and prints the seconds of
 * processor time, the least of five turns each.
 *
 * ```
 * node --conditions=@linkwright/source src/check-cost.ts 100000
 * ```
 */
const records = Number(process.argv[2] ?? 100_000);
const { signal } = new AbortController();
const changes = Array.from({ length: records }, (_, number): CreateChange => {
  return { kind: 'create', writeId: `${number}`, fields: generatedFields(number) };
});

async function callsOf(checked: boolean): Promise<void> {
  for (const full of [true, false]) {
    const { app } = generatedApp(full ? 'left' : 'right', { most: records, full }).connected;
    const used = checked ? checkConnection(app, { connector: 'generated' }) : app;
    await used.describeObjects({ objects: [generatedObject] }, { signal });
    await (full ? readAll(used) : writeAll(used));
  }
}

async function readAll(app: AppConnection): Promise<void> {
  const request = { object: generatedObject, since: null, fields: Object.keys(generatedFields(0)), associations: [] };
  for await (const page of app.readChanges(request, { signal })) if (page.checkpoint === '') return;
}

async function writeAll(app: AppConnection): Promise<void> {
  for (let start = 0; start < records; start += 100) {
    await app.write({ object: generatedObject, changes: changes.slice(start, start + 100) }, { signal });
  }
}

const least = { checked: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
for (let turn = 0; turn < 5; turn += 1) {
  for (const kind of ['plain', 'checked'] as const) {
    const { cpuSeconds } = await measureTime(() => callsOf(kind === 'checked'));
    least[kind] = Math.min(least[kind], cpuSeconds);
  }
}
console.log(JSON.stringify({ records, ...least, cost: least.checked - least.plain }));
