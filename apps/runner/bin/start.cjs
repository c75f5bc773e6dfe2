'use strict';

// A file of its own: a Node that is too old for `import()` never reads it.
import('../dist/main.js');
