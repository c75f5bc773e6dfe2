import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand, startCommand } from './support/run-command.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const app = z.strictObject({ baseUrl: z.string() });

it('says on its first line where its apps are, serves them, and ends with the first interrupt', async () => {
  const words = ['sandbox', '--port', '0', '--json', '--hubspot-companies-by-domain'];
  const child = startCommand(words, { directory: await temporaryFolder() });
  const [line] = await once(createInterface(child.stdout), 'line');
  const addresses = z
    .strictObject({ hubspot: app, airtable: app, kintone: app })
    .parse(JSON.parse(z.string().parse(line)));
  expect(addresses.hubspot.baseUrl).toMatch(/^http:\/\/localhost:\d+\/hubspot$/);
  expect(addresses.airtable.baseUrl).toMatch(/^http:\/\/localhost:\d+\/airtable$/);
  expect(addresses.kintone.baseUrl).toMatch(/^http:\/\/localhost:\d+\/kintone$/);

  const answer = await fetch(`${addresses.hubspot.baseUrl}/crm/v3/objects/contacts`, {
    headers: { authorization: 'Bearer invalid-token' },
  });
  expect(answer.status).toBe(401);
  await answer.arrayBuffer();
  const portal = await fetch(`${addresses.hubspot.baseUrl}/sandbox/portal`, {
    headers: { authorization: 'Bearer any-token' },
  });
  expect(await portal.json()).toMatchObject({ associateCompaniesByDomain: true });

  const closed = once(child, 'close');
  child.kill('SIGINT');
  expect(await closed).toEqual([0, null]);
});

it('says so if its port is taken', async () => {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const result = await runCommand(['sandbox', '--port', String(port)], { directory: await temporaryFolder() });
  server.close();
  expect(result).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining(
      `Port ${port} of localhost is taken.\nChoose another one with --port, or --port 0 for any that is free.\n`,
    ),
  });
});
