import { parseArgs } from 'node:util';
import { registerBug } from './bugs/register-bug.ts';
import { profiles } from './story/profiles.ts';

const names = profiles.map(({ name }) => name);

const usage = `simulate [--seeds N] [--seed S] [--faults GROUP,…|all|none] [--profile NAME] [--bug NAME] [--state ADDRESS]
         [--keep-going] [--no-shrink]

  --seeds N      so many worlds (default 100)
  --seed S       the first of them (default: a fresh one, which is printed)
  --faults …     calls, crashes, meddling, state, schema, poison, lag, skew (default: all)
  --profile NAME what happens often; any: each seed draws one (default: any)
                 ${names.slice(0, 9).join(', ')},
                 ${names.slice(9).join(', ')}
  --bug NAME     with a fault of the engine switched on; the exit code then tells whether it was caught
  --state ADDRESS the states lie in schemas of a PostgreSQL database, postgresql://…; the trace is that of SQLite (default)
  --keep-going   goes on after a failing seed, up to ten
  --no-shrink    tells a failing story as it is`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    faults: { type: 'string', default: 'all' },
    profile: { type: 'string', default: 'any' },
    bug: { type: 'string' },
    state: { type: 'string' },
    'keep-going': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else {
  // Before the engine is loaded.
  if (values.bug !== undefined) registerBug(values.bug);
  const { simulate } = await import('./simulate.ts');
  process.exitCode = await simulate({
    seeds: wholeNumber('--seeds', values.seeds),
    seed: values.seed === undefined ? null : wholeNumber('--seed', values.seed),
    faults: values.faults,
    profile: values.profile,
    state: values.state ?? null,
    keepsGoing: values['keep-going'],
    shrinks: !values['no-shrink'],
  });
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`${option} takes a whole number, not "${text}".\n\n${usage}`);
}
