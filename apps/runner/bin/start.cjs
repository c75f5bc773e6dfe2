'use strict';

const { setFlagsFromString } = require('node:v8');

/**
 * A sync makes much garbage and keeps little. V8 lets what has lived a while grow to four times what is alive before it tidies up,
 * which makes 90 MB of 24. At twice as much it needs some 15 MB more than at half as much again, and two thirds of the rounds, each of
 * which takes some ten milliseconds here and as much of another processor.
 */
const growth = '--heap-growing-percent';

/**
 * And it lets its young generation grow to three times 64 MB; with three times 16 MB a large sync needs some 100 MB less. V8 reads
 * this at its start alone, so the process is replaced by one that has it, where the system can do that. It takes some 50 ms,
 * which only commands that may read a whole app pay.
 */
const young = '--max-semi-space-size';
const large = ['sync', 'plan', 'drift', 'undo', 'start'];

// An option that somebody has chosen stands, and the channel to a parent would not outlive the process.
const isChosen = (option) => [...process.execArgv, process.env.NODE_OPTIONS].some((given) => given?.includes(option));
const replaces = process.platform !== 'win32' && process.execve !== undefined && process.send === undefined;
if (replaces && !isChosen(young) && process.argv.some((word) => large.includes(word))) {
  const [node, ...words] = process.argv;
  process.execve(process.execPath, [node, `${young}=16`, ...process.execArgv, ...words]);
}
if (!isChosen(growth)) setFlagsFromString(`${growth}=100`);

// A file of its own: a Node that is too old for `import()` never reads it.
import('../dist/main.js');
