import { nodeHost } from './command/host.ts';
import { run } from './command/run.ts';

process.exitCode = await run(nodeHost());
