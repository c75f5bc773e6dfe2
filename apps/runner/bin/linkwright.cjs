#!/usr/bin/env node
// biome-ignore-all lint/complexity/useArrowFunction lint/style/useTemplate lint/style/useNodejsImportProtocol lint/suspicious/noVar lint/suspicious/noRedundantUseStrict: any Node must be able to read this file, however old it is.
'use strict';

var needed = 24;
if (parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    'linkwright needs Node ' +
      needed +
      ' or newer, and this is Node ' +
      process.versions.node +
      ': install it from https://nodejs.org, or type: npx -p node@' +
      needed +
      ' -p linkwright linkwright\n',
  );
  process.exitCode = 2;
} else {
  require('./start.cjs');
}
