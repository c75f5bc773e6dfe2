import { subscribe } from 'node:diagnostics_channel';
import { ServerResponse } from 'node:http';
import { startSandbox } from '@linkwright/sandbox';
import { type SandboxReport, sandboxOrderSchema } from './sandbox-orders.ts';

/**
 * The sandbox in a process of its own, so that it does not share a core with what is measured. Orders and answers come
 * over the channel to the parent; it ends with it.
 */
const { speed } = sandboxOrderSchema.options[0].parse(JSON.parse(process.argv[2] ?? ''));
let ahead = 0;
const now = (): number => Date.now() + ahead;

// Incremental reads begin where an answer's Date header says, so it has to tell the sandbox's time.
subscribe('http.server.request.start', (message) => {
  if (typeof message !== 'object' || message === null || !('response' in message)) return;
  if (message.response instanceof ServerResponse) message.response.setHeader('Date', new Date(now()).toUTCString());
});

const sandbox = await startSandbox({ speed, now });
const tell = (report: SandboxReport): void => void process.send?.(report);

process.on('message', (message) => {
  const order = sandboxOrderSchema.parse(message);
  if (order.order === 'advance') ahead += order.ms;
  if (order.order === 'clear') sandbox.clearRequests();
  if (order.order === 'close') process.disconnect();
  else tell({ report: 'done', requests: sandbox.requests() });
});
process.once('disconnect', () => void sandbox.close().then(() => process.exit(0)));
tell({
  report: 'started',
  hubspot: sandbox.hubspot.baseUrl,
  airtable: sandbox.airtable.baseUrl,
  kintone: sandbox.kintone.baseUrl,
});
