import { connectorProblem } from '../../contract/connector-problem.ts';
import type { ConformanceSettings } from './conformance-options.ts';
import { expectFailure, expectSame, expectThat, show } from './expectations.ts';
import type { ConformanceTest, Plan } from './trial.ts';
import { addRecords, createOf, labels, readChanges, refusedFields } from './trial-steps.ts';

/** Settings are checked before anything is sent, and what is secret stays so. */
export function settingsTests({ settings }: Plan): readonly ConformanceTest[] {
  const { secrets } = settings;
  return [
    {
      name: 'is a connector of this contract, and connects to a connection of it',
      // Whether connect returns a connection is seen in every test.
      async run({ connector }) {
        expectSame(connectorProblem(connector), null, 'What the package exports is no connector.');
      },
    },
    {
      name: 'refuses settings that lack a required key',
      async run({ connector, world }) {
        expectThat(settings.required.length > 0, 'Name the required keys under `settings.required`.');
        for (const key of settings.required) {
          const { [key]: left, ...rest } = world.settings;
          expectThat(left !== undefined, `The world's settings do not have "${key}", which is said to be required.`);
          const { success } = connector.settings.safeParse(rest);
          expectThat(!success, `The settings schema takes settings without "${key}". Make it required.`);
        }
      },
    },
    {
      name: 'refuses settings with a key that it does not know',
      async run({ connector, world }) {
        const { success } = connector.settings.safeParse({ ...world.settings, linkwrightNoSuchKey: true });
        expectThat(
          !success,
          'The settings schema takes an unknown key, so a misspelt one goes unnoticed: z.strictObject.',
        );
      },
    },
    {
      name: 'sends nothing before it is asked',
      async run(trial) {
        const work = async () => {
          const before = trial.probe.requests();
          // What a connection began by itself would be there by the end of these.
          for (let round = 0; round < 3; round += 1) await trial.connection.check({}, trial.options);
          return trial.probe.requests() - before;
        };
        const usual = await work();
        trial.connect();
        expectSame(await work(), usual, 'connect made a call: no input or output happens there.');
      },
    },
    secrets.length === 0 ? noSecretsTest : secretsTest(settings),
  ];
}

function secretsTest(settings: ConformanceSettings): ConformanceTest {
  return {
    name: 'keeps secrets out of errors, logs, answers and checkpoints',
    async run(trial) {
      const { world, recording, watch, options } = trial;
      const seen: unknown[] = [await trial.connection.check({}, options)];
      const failures = [
        [settings.refused, 'check works with settings that are refused.'],
        [settings.unreachable, 'check works although nobody answers.'],
      ] as const;
      for (const [changes, advice] of failures) {
        if (changes === undefined) continue;
        const connection = trial.connect(changes);
        seen.push(await expectFailure(() => connection.check({}, options), advice));
      }
      await addRecords(trial, trial.source, ...labels(2));
      seen.push((await readChanges(trial)).checkpoint);
      const changes = [createOf(trial, 'refused', refusedFields(trial))];
      seen.push(await trial.connection.write({ object: trial.source.id, changes }, options));
      seen.push(recording.logged, recording.reported, watch.printed);
      for (const key of settings.secrets) {
        for (const secret of [world.settings[key], settings.refused?.[key]]) {
          if (typeof secret !== 'string') continue;
          const place = seen.find((value) => everything(value).includes(secret));
          const told = place === undefined ? '' : everything(place).replaceAll(secret, `<${key}>`);
          expectThat(place === undefined, `The secret "${key}" is shown to people. Redact it: ${told}`);
        }
      }
    },
  };
}

const noSecretsTest: ConformanceTest = {
  name: 'has no settings that look secret',
  async run({ world }) {
    const secret = Object.keys(world.settings).filter((key) =>
      /token|secret|password|passphrase|key$|credential/i.test(key),
    );
    expectSame(
      secret,
      [],
      'Name the settings that are secret under `settings.secrets`, and a refused value of theirs.',
    );
  },
};

/** As a person, a log or a crash report may see it: also hidden properties, causes and stacks. */
function everything(value: unknown): string {
  const parts: string[] = [show(value)];
  const seen = new Set<unknown>();
  const visit = (item: unknown): void => {
    if (typeof item === 'string') parts.push(item);
    if (typeof item !== 'object' || item === null || seen.has(item)) return;
    seen.add(item);
    for (const key of Reflect.ownKeys(item)) visit(Reflect.get(item, key));
  };
  visit(value);
  return parts.join('\n');
}
