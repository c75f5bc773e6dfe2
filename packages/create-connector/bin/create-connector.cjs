#!/usr/bin/env node
// biome-ignore-all lint/complexity/useArrowFunction lint/style/useTemplate lint/style/useNodejsImportProtocol lint/suspicious/noVar lint/suspicious/noRedundantUseStrict: any Node must be able to read this file, however old it is.
'use strict';

var needed = 22;
if (parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    'create-connector needs Node ' + needed + ' or newer, and this is Node ' + process.versions.node + '.\n',
  );
  process.exitCode = 2;
} else {
  import('../dist/main.js');
}
