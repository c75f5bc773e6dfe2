import type { AppConnection } from '../../contract/app-connection.ts';
import { type ErrorKind, isErrorOfKind, isLinkwrightError } from '../../errors/linkwright-error.ts';
import { expectFailure, expectKind, expectThat, show } from './expectations.ts';
import type { ConformanceTest, Trial } from './trial.ts';
import { createOf, readChanges } from './trial-steps.ts';

/** What the runner does next decides the kind of an error. */
export function errorTests(): readonly ConformanceTest[] {
  return [
    {
      name: 'says that credentials are refused, and what to do about it',
      async run(trial) {
        const connection = trial.connect(trial.settings.refused);
        for (const [member, work] of reads(trial, connection)) {
          const error = await expectFailure(work, `${member} works with credentials that the app refuses.`);
          const known = expectKind(error, 'authentication', `${member}: nobody gets further with these credentials.`);
          expectThat(known.remedy !== '', `${member}: tell the user what to do, under \`remedy\`.`);
          expectCode(known);
        }
      },
    },
    {
      name: 'says that an app that nobody reaches may be tried again',
      async run(trial) {
        const connection = trial.connect(trial.settings.unreachable);
        for (const [member, work] of reads(trial, connection)) {
          const error = await expectFailure(work, `${member} works although nobody answers.`);
          expectCode(expectKind(error, 'retryable', `${member}: the same call may succeed later.`));
        }
      },
    },
    {
      name: 'writes nothing with credentials that are refused, and says so',
      run: (trial) => expectNothingWritten(trial, trial.connect(trial.settings.refused), 'authentication'),
    },
    {
      name: 'writes nothing to an app that nobody reaches, and says so',
      run: (trial) => expectNothingWritten(trial, trial.connect(trial.settings.unreachable), 'retryable'),
    },
  ];
}

function reads(trial: Trial, connection: AppConnection): readonly (readonly [string, () => Promise<unknown>])[] {
  const { source, options } = trial;
  const asked = { object: source.id, fields: [source.text.id], associations: [] };
  return [
    ['check', () => connection.check({}, options)],
    ['describeObjects', () => connection.describeObjects({ objects: [source.id] }, options)],
    ['readChanges', () => readChanges(trial, { connection })],
    ['readRecords', () => connection.readRecords({ ...asked, ids: ['1'] }, options)],
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
