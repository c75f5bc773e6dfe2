import { expect, it } from 'vitest';
import { commandOutput } from '../../src/demo/command-output.ts';
import { createOutput } from '../../src/output/output.ts';
import { createRedactor } from '../../src/output/redactor.ts';

function collect(linesPerKind: number) {
  let printed = '';
  const stream = { write: (text: string) => (printed += text) };
  const output = createOutput({
    stdout: stream,
    stderr: stream,
    environment: {},
    redactor: createRedactor(),
    json: false,
    quiet: false,
    color: false,
    now: () => 0,
  });
  const command = commandOutput(output, linesPerKind);
  return { command, printed: () => printed };
}

it('shows the first lines of each kind and counts the rest, those that the command has cut among them', () => {
  const { command, printed } = collect(1);
  const lines = [
    'people   3 linked',
    '  + A  one',
    '  + A  two',
    '    … and 1,200 more creates',
    '  ~ B  three',
    'Summary.',
  ];
  for (const line of lines) command.output.print(line);
  command.flush();
  expect(printed()).toBe(
    ['  people   3 linked', '    + A  one', '      … and 1,201 more lines', '    ~ B  three', '  Summary.', ''].join(
      '\n',
    ),
  );
});

it('starts anew with each sync, and hides what belongs to a hidden line', () => {
  const { command, printed } = collect(1);
  for (const line of ['people', '  ✗ A  one', '    why', '  ✗ A  two', '    why', 'deals', '  ✗ A  three']) {
    command.output.print(line);
  }
  command.flush();
  expect(printed()).toBe(
    ['  people', '    ✗ A  one', '      why', '      … and 1 more line', '  deals', '    ✗ A  three', ''].join('\n'),
  );
});

it('hides what is secret for the command, in what the command says', () => {
  const { command, printed } = collect(1);
  command.output.redactor.add(['pat-of-the-command']);
  command.output.print('It was pat-of-the-command.');
  expect(printed()).toBe('  It was [redacted].\n');
});

it('keeps what the command tells machines, and complains if that is nothing', () => {
  const { command, printed } = collect(1);
  expect(() => command.document()).toThrow(/did not say/);
  command.output.document({ syncs: [] });
  expect([command.document().syncs, printed()]).toEqual([[], '']);
});
