import { once } from 'node:events';
import { ConfigurationError, nearest } from '@linkwright/core';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { loadSandbox } from '../connectors/load-sandbox.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

const faultNames = [
  'lose-answer',
  'gateway-error',
  'drop-request',
  'status-429',
  'status-503',
  'slow',
  'hint-drop',
  'hint-repeat',
  'hint-reorder',
  'hint-delay',
] as const;

const optionsSchema = z.object({
  port: z.number(),
  speed: z.number(),
  seed: z.number(),
  hubspotCompaniesByDomain: z.boolean().default(false),
  fault: z.partialRecord(z.enum(faultNames), z.number()).default({}),
});

export const registerSandbox: RegisterCommand = (program, act) => {
  program
    .command('sandbox')
    .description('serve local apps that behave like the vendors’ APIs, empty, until interrupted')
    .option('--port <port>', 'port on localhost; 0 takes a free one', numberBetween(0, 65_535), 4400)
    .option(
      '--speed <factor>',
      'the vendors’ limits and lags, so many times faster',
      numberBetween(0.001, 1_000_000),
      1,
    )
    .option('--seed <number>', 'what the faults are drawn from', numberBetween(0, Number.MAX_SAFE_INTEGER), 1)
    .option(
      '--hubspot-companies-by-domain',
      'HubSpot creates the company of a contact’s e-mail domain, and associates the two',
    )
    .option('--fault <name=share>', `may be repeated: ${faultNames.join(', ')}`, collectFault)
    .action(act(runSandbox));
};

const runSandbox: CommandAction = async ({ output, signal, directory }, given) => {
  const { port, speed, seed, fault, hubspotCompaniesByDomain } = optionsSchema.parse(given);
  const { startSandbox } = await loadSandbox(directory);
  const hubspot = { associateCompaniesByDomain: hubspotCompaniesByDomain };
  const sandbox = await startSandbox({ port, speed, seed, faults: fault, hubspot }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new ConfigurationError(`Port ${port} of localhost is taken.`, {
      code: 'port-taken',
      remedy: 'Choose another one with --port, or --port 0 for any that is free.',
    });
  });
  try {
    const { airtable, kintone } = sandbox;
    if (output.json) {
      const of = ({ baseUrl }: { readonly baseUrl: string }) => ({ baseUrl });
      output.jsonLine({ hubspot: of(sandbox.hubspot), airtable: of(airtable), kintone: of(kintone) });
    } else {
      output.print(`HubSpot   ${sandbox.hubspot.baseUrl}`);
      output.print(`Airtable  ${airtable.baseUrl}`);
      output.print(`Kintone   ${kintone.baseUrl}`);
      output.note('Any token is accepted. Ctrl-C stops the sandbox; what is in it is then gone.');
    }
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await sandbox.close();
  }
  return exitCodes.done;
};

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}

function collectFault(text: string, former: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [name = '', share = ''] = text.split('=');
  if (!faultNames.some((known) => known === name)) {
    const near = nearest(name, faultNames);
    throw new InvalidArgumentError(near ? `Did you mean ${near}?` : `Known faults: ${faultNames.join(', ')}.`);
  }
  return { ...former, [name]: numberBetween(0, 1)(share) };
}
