import { availableParallelism } from 'node:os';
import { ConfigurationError, isLinkwrightError } from '@linkwright/core';
import { createSharedLimits, systemClock } from '@linkwright/engine';
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveNumber } from './positive-number.ts';

export const registerStart: RegisterCommand = (program, act) => {
  program
    .command('start')
    .description('run as a service: every enabled sync at its pace, until it is stopped')
    .argument('[place...]', 'files, and folders that hold NAME/linkwright.yaml (default: the file here)')
    .option('--concurrency <pairs>', 'so many account pairs at once (default: twice the processors)', positiveNumber)
    .addOption(
      new Option('--role <role>', 'worker: runs syncs; web: serves and tells alone; all: both')
        .choices(['all', 'worker', 'web'])
        .default('all'),
    )
    .option('--port <port>', 'serve the page, the API, health and metrics on this port of this machine', portOf)
    .option('--host <address>', 'serve on this address instead of this machine alone')
    .option('--allow-host <name...>', 'answer requests for this name too, as a proxy passes it on')
    .addOption(
      new Option('--log-level <level>', 'how much is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .action(act(runStart));
};

/** 0: any that is free. */
function portOf(text: string): number {
  const port = Number(text);
  if (Number.isSafeInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

const optionsSchema = z.object({
  concurrency: z.number().optional(),
  role: z.enum(['all', 'worker', 'web']),
  port: z.number().optional(),
  host: z.string().default('127.0.0.1'),
  allowHost: z.array(z.string()).default([]),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
});

const runStart: CommandAction = async (context, given, words) => {
  const options = optionsSchema.parse(given);
  const { concurrency = 2 * availableParallelism(), role, port, host, allowHost, logLevel } = options;
  const { configurationFile, directory, environment, signal, output, now } = context;
  if (configurationFile !== undefined && words.length > 0) {
    throw new ConfigurationError('A file behind --config and places were named.', {
      code: 'usage',
      remedy: 'Name all of them as places: linkwright start FILE FOLDER …',
    });
  }
  const [
    { Service },
    { createEmbeddedScheduler },
    { createServiceLog },
    { createServiceEvents },
    { healthRoutes },
    { hookRoutes },
    { serveHttp },
    { createJobs },
    { tokenFolderOf },
    { offerFirstAdmin },
    { createMetrics },
    { servePage },
    { openTelemetry },
    { readSignInSettings },
    { openSignInProvider },
  ] = await Promise.all([
    import('../service/service.ts'),
    import('../service/embedded-scheduler.ts'),
    import('../service/service-log.ts'),
    import('../service/service-events.ts'),
    import('../service/health-routes.ts'),
    import('../service/hook-routes.ts'),
    import('../service/serve-http.ts'),
    import('../service/api/jobs.ts'),
    import('../service/access/token-folder.ts'),
    import('../service/access/first-admin.ts'),
    import('../service/metrics.ts'),
    import('../service/page/serve-page.ts'),
    import('../telemetry/open-telemetry.ts'),
    import('../service/sign-in/sign-in-settings.ts'),
    import('../service/sign-in/sign-in-provider.ts'),
  ]);
  const clock = {
    now,
    wait: (ms: number, until: AbortSignal): Promise<void> => systemClock.sleep(ms, until).catch(() => undefined),
  };
  const redact = (text: string): string => output.redactor.redact(text);
  const log = createServiceLog(output.stderr, { level: logLevel, redact, now });
  const telemetry = await openTelemetry({ environment, wait: clock.wait, trouble: (text) => log.warn(text) });
  const metrics = createMetrics();
  const events = createServiceEvents(now);
  const places = configurationFile === undefined ? words : [configurationFile];
  const service = new Service(
    {
      clock,
      log,
      events,
      environment,
      directory,
      limits: createSharedLimits(clock),
      onWaited: metrics.waited,
      onAnswered: metrics.answered,
      ...(telemetry && { telemetry: telemetry.spans }),
    },
    {
      places,
      role,
      concurrency: role === 'web' ? 0 : concurrency,
      scheduler: createEmbeddedScheduler(clock),
      join: async (...crew) =>
        (await import('../service/workers/join-workers.ts')).joinWorkers({ clock, log }, role)(...crew),
      onRun: metrics.ran,
    },
  );
  const isForPeople = port !== undefined && role !== 'worker';
  const signInSettings = isForPeople ? await readSignInSettings(environment, directory) : null;
  if (signInSettings?.clientSecret) output.redactor.add([signInSettings.clientSecret]);
  const signIn = signInSettings && (await openSignInProvider(signInSettings, now));
  const tokenFolder = port === undefined ? '' : await tokenFolderOf(context, places);
  const server =
    port === undefined
      ? null
      : await serveHttp({
          service,
          jobs: createJobs(now, events),
          events,
          tokenFolder,
          signIn,
          log,
          clock,
          environment,
          hooks: hookRoutes({
            find: (hash) => service.called(hash, signal),
            clock,
            log,
            count: metrics.hooked,
          }),
          health: healthRoutes(service, { clock, metrics }),
          // Whoever looks at a worker wants to know how it is; people are served by the others.
          page: role === 'worker' ? null : await servePage(log),
          host,
          port,
          allowedHosts: allowHost,
        });
  if (server) {
    const served = isForPeople
      ? 'the page, the API, health and metrics are served'
      : 'the API, health and metrics are served';
    log.info({ address: server.address }, served);
  }
  if (isForPeople) {
    // Syncs, health and metrics need no token: a service whose files are read-only goes on without the page.
    const offered = await offerFirstAdmin(tokenFolder, now()).catch((error: unknown) => {
      if (!isLinkwrightError(error)) throw error;
      log.warn(
        { code: error.code, remedy: 'Name a folder of its own with LINKWRIGHT_SERVICE_FOLDER.' },
        `nobody can sign in: ${error.message}`,
      );
      return null;
    });
    if (offered) {
      log.warn({ file: offered.file }, 'nobody is an admin yet: the one-time token in this file makes the first');
    }
  }
  signal.addEventListener('abort', () => log.info('stopping once what was sent is answered'), { once: true });
  try {
    await service.run(signal);
  } finally {
    await server?.close();
    await telemetry?.close();
  }
  log.info('stopped');
  return exitCodes.done;
};
