import type { AppConnection } from '../../contract/app-connection.ts';
import { type ErrorKind, isErrorOfKind, isLinkwrightError } from '../../errors/linkwright-error.ts';
import { expectKind, expectThat, show } from './expectations.ts';
import type { ConformanceTest, Plan, Trial } from './trial.ts';
import { createOf, readChanges } from './trial-steps.ts';

/** What the runner does next decides the kind of an error. */
export function errorTests({ settings: { refused, unreachable } }: Plan): readonly ConformanceTest[] {
  return [
    ...(refused === undefined ? [] : refusedTests(refused)),
    ...(unreachable === undefined ? [] : lostTests(unreachable)),
  ];
}

type Settings = Readonly<Record<string, unknown>>;

function refusedTests(refused: Settings): readonly ConformanceTest[] {
  return [
    {
      name: 'says that credentials are refused, and what to do about it',
      async run(trial) {
        const connection = trial.connect(refused);
        for (const read of reads(trial, connection)) {
          const { member } = read;
          const error = await failureOf(trial, read, `${member} works with credentials that the app refuses.`);
          if (error === null) continue;
          const known = expectKind(error, 'authentication', `${member}: nobody gets further with these credentials.`);
          expectThat(known.remedy !== '', `${member}: tell the user what to do, under \`remedy\`.`);
          expectCode(known);
        }
      },
    },
    {
      name: 'writes nothing with credentials that are refused, and says so',
      run: (trial) => expectNothingWritten(trial, trial.connect(refused), 'authentication'),
    },
  ];
}

function lostTests(unreachable: Settings): readonly ConformanceTest[] {
  return [
    {
      name: 'says that an app that nobody reaches may be tried again',
      async run(trial) {
        const connection = trial.connect(unreachable);
        for (const read of reads(trial, connection)) {
          const { member } = read;
          const error = await failureOf(trial, read, `${member} works although nobody answers.`);
          if (error !== null) expectCode(expectKind(error, 'retryable', `${member}: the same call may succeed later.`));
        }
      },
    },
    {
      name: 'writes nothing to an app that nobody reaches, and says so',
      run: (trial) => expectNothingWritten(trial, trial.connect(unreachable), 'retryable'),
    },
  ];
}

interface Read {
  readonly member: string;
  run(): Promise<unknown>;
}

/** What a read throws. `null`: it described objects without a call, from a schema that is the same for every account. */
async function failureOf({ recording }: Trial, { member, run }: Read, advice: string): Promise<unknown> {
  const before = recording.reported.length;
  try {
    await run();
  } catch (error) {
    return error;
  }
  expectThat(member === 'describeObjects' && recording.reported.length === before, advice);
  return null;
}

function reads(trial: Trial, connection: AppConnection): readonly Read[] {
  const { source, options } = trial;
  const asked = { object: source.id, fields: [source.text.id], associations: [] };
  return [
    { member: 'check', run: () => connection.check({}, options) },
    { member: 'describeObjects', run: () => connection.describeObjects({ objects: [source.id] }, options) },
    { member: 'readChanges', run: () => readChanges(trial, { connection }) },
    { member: 'readRecords', run: () => connection.readRecords({ ...asked, ids: ['1'] }, options) },
  ];
}

async function expectNothingWritten(trial: Trial, connection: AppConnection, kind: ErrorKind): Promise<void> {
  const changes = [createOf(trial, 'never')];
  let reason: unknown;
  try {
    const [outcome] = await connection.write({ object: trial.source.id, changes }, trial.options);
    reason = outcome?.kind === 'not-sent' ? outcome.error : outcome;
  } catch (error) {
    reason = error;
  }
  expectThat(
    isErrorOfKind(reason, kind),
    `Throw a ${kind} error, or answer \`not-sent\` with one; not ${show(reason)}.`,
  );
}

function expectCode(error: unknown): void {
  const code = isLinkwrightError(error) ? error.code : '';
  expectThat(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code), `Programs search for the code: kebab-case, not "${code}".`);
}
