import { parseArgs } from 'node:util';
import { renderTable } from './print-table.ts';
import { holds } from './row.ts';
import { runBench } from './run-bench.ts';

const usage = `bench [--quick] [--contacts N] [--speed N] [--tenfold]

  --quick       1,000 contacts and 100 companies
  --contacts N  so many contacts, and a tenth of it companies (default 10,000)
  --speed N     the vendors' rate limits, so many times faster (default 4); with Kintone a quarter of it
  --tenfold     the engine alone with a million records too: time and memory (some minutes more)`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    contacts: { type: 'string' },
    speed: { type: 'string' },
    tenfold: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(usage);
} else {
  const contacts = numberOf('--contacts', values.contacts, values.quick ? 1000 : 10_000, 100);
  const startedAt = performance.now();
  const rows = await runBench({
    size: { contacts, companies: Math.ceil(contacts / 10) },
    changed: 100,
    naive: { contacts: values.quick ? 100 : 300, companies: values.quick ? 10 : 30 },
    throughput: values.quick ? 5000 : 100_000,
    tenfold: values.tenfold,
    installation: true,
    speed: numberOf('--speed', values.speed, 4, 0.1),
    progress: (text) => console.error(`${elapsed(startedAt).padStart(6)}  ${text}`),
  });
  console.log(`\n${renderTable(rows)}\n\n${elapsed(startedAt)} in all`);
  if (rows.some((row) => holds(row) === false)) process.exitCode = 1;
}

function numberOf(option: string, text: string | undefined, otherwise: number, least: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new Error(`${option} takes a number from ${least}.\n\n${usage}`);
}

function elapsed(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
