'use strict';

const { setFlagsFromString } = require('node:v8');

/**
 * A sync makes much garbage and keeps little. V8 lets what has lived a while grow to four times what is alive before it tidies up,
 * which makes 90 MB of 24; half as much again takes a few more rounds of a few milliseconds, and 60 MB less.
 */
const option = '--heap-growing-percent';

// An option that somebody has chosen stands; NODE_OPTIONS takes none of this kind.
if (!process.execArgv.some((given) => given.startsWith(option))) setFlagsFromString(`${option}=50`);

// A file of its own: a Node that is too old for `import()` never reads it.
import('../dist/main.js');
