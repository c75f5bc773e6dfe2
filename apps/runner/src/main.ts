#!/usr/bin/env node
import { nodeHost } from './command/host.ts';
import { run } from './command/run.ts';
import { createRedactor } from './output/redactor.ts';

const redactor = createRedactor();
const { host, finished } = nodeHost(redactor);
process.exitCode = await run(host, redactor);
finished();
