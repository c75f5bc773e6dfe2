'use strict';

/**
 * A sync makes much garbage and keeps little. V8 lets its young generation grow to three times 32 MB before it tidies up; with three
 * times 16 MB a large sync needs some 80 MB less. V8 reads this at its start alone, so the process is
 * replaced by one that has it, where the system can do that. It takes some 50 ms, which only commands that may read a whole app pay.
 */
const option = '--max-semi-space-size';
const large = ['sync', 'plan', 'drift', 'undo', 'start'];

// An option that somebody has chosen stands, and the channel to a parent would not outlive the process.
const chosen = [...process.execArgv, process.env.NODE_OPTIONS].some((given) => given?.includes(option));
const replaces = process.platform !== 'win32' && process.execve !== undefined && process.send === undefined;
if (replaces && !chosen && process.argv.some((word) => large.includes(word))) {
  const [node, ...words] = process.argv;
  process.execve(process.execPath, [node, `${option}=16`, ...process.execArgv, ...words]);
}

// A file of its own: a Node that is too old for `import()` never reads it.
import('../dist/main.js');
