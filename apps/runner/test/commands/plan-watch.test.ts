import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFailed } from 'vitest';
import { startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { notesCode } from './support/hostile-notes.ts';
import { runHere } from './support/run-here.ts';

const connector =
  `import { shownName } from './names/shown-name.ts';\n${notesCode().replaceAll('../../../', '../')}`.replace(
    "displayName: 'Notes'",
    'displayName: shownName',
  );

const configuration = (title: string): string => `version: 1
connections:
  mine: { connector: ./src/notes.ts, settings: { file: mine.jsonl } }
  theirs: { connector: ./src/notes.ts, settings: { file: theirs.jsonl } }
syncs:
  notes:
    left: { connection: mine, object: notes }
    right: { connection: theirs, object: notes }
    match: { left: title, right: title }
    fields: [{ left: ${title}, right: title }]
`;

const files = {
  'linkwright.yaml': configuration('title'),
  'src/notes.ts': connector,
  'src/names/shown-name.ts': "export const shownName: string = 'Paper';\n",
  'package.json': '{ "type": "module" }',
  'mine.jsonl': '{"id":"1","title":"Buy milk"}\n',
  'theirs.jsonl': '',
};

describe('linkwright plan --watch', () => {
  it('plans again when the file, a connector or what it imports has changed, also after a mistake, until Ctrl-C', async () => {
    const directory = await temporaryFolder(files);
    const child = startCommand(['plan', '--watch'], { directory });
    const heard = listener(child);
    const change = (path: string, text: string) => writeFile(join(directory, path), text);

    await heard('Watching');
    expect(heard.told()).toContain('Paper (mine) notes ⇄ Paper (theirs) notes');

    await change('src/names/shown-name.ts', "export const shownName: string = 'Digital';\n");
    await heard('Digital (mine) notes ⇄', 'Watching');
    expect(heard.told()).toContain('src/names/shown-name.ts has changed.');

    await change('linkwright.yaml', configuration('titel'));
    await heard('Did you mean "title"?', 'Watching');
    await change('src/notes.ts', 'export default {');
    await heard('connector-broken', 'Watching');
    await change('src/notes.ts', connector);
    await heard('src/notes.ts has changed.', 'Did you mean "title"?', 'Watching');
    await change('linkwright.yaml', configuration('title'));
    await heard('linkwright.yaml has changed.', '+ Digital', 'Watching');

    child.kill('SIGINT');
    await heard.ended();
    expect(child.exitCode).toBe(0);
  });

  it('is for people: it does not go with --json', async () => {
    const result = await runHere(['plan', '--watch', '--json'], await temporaryFolder(files));
    expect(result).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('Leave one of them out.') });
  });
});

/** Waits until the command has said all these, one after the other, since it was last listened to; its two streams have no common order. */
function listener(child: ReturnType<typeof startCommand>) {
  const streams = [child.stdout, child.stderr].map((stream) => ({ stream, text: '', from: 0 }));
  let wake: () => void = () => undefined;
  for (const one of streams) {
    one.stream.setEncoding('utf8').on('data', (chunk: string) => {
      one.text += chunk;
      wake();
    });
  }
  const over = new Promise<true>((resolve) => child.on('close', () => resolve(true)));
  const told = (): string => streams.map(({ text }) => text).join('\n');
  // A hang says nothing by itself.
  onTestFailed(() => console.error(`The command has said:\n${told()}`));
  const find = (word: string): boolean =>
    streams.some((one) => {
      const place = one.text.indexOf(word, one.from);
      if (place >= 0) one.from = place + word.length;
      return place >= 0;
    });
  const heard = async (...words: readonly string[]): Promise<void> => {
    for (const word of words) {
      while (!find(word)) {
        const more = new Promise<false>((resolve) => {
          wake = () => resolve(false);
        });
        if ((await Promise.race([more, over])) && !find(word))
          throw new Error(`It ended without "${word}":\n${told()}`);
      }
    }
  };
  return Object.assign(heard, { told, ended: () => over });
}
