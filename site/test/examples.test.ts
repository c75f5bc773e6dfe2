import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../apps/runner/src/command/program.ts';
import { configurationSchema } from '../../apps/runner/src/configuration/configuration-schema.ts';
import { createRedactor } from '../../apps/runner/src/output/redactor.ts';
import { siteDocuments } from '../src/documents.ts';
import { read } from '../src/repository.ts';

const documents = siteDocuments().map(({ path }) => path);

const blocksOf = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map((match) => match[1] ?? '');

const { command: program } = createProgram(
  {
    arguments: [],
    environment: {},
    directory: '/',
    stdout: { write: () => true },
    stderr: { write: () => true },
    signal: new AbortController().signal,
    now: () => 0,
  },
  createRedactor(),
);

/** Every command line that a document shows, without its comment. */
function commandLines(text: string): readonly string[] {
  const lines = blocksOf(text, 'sh').flatMap((block) => block.split('\n'));
  const spans = [...text.matchAll(/`(linkwright [^`]+)`/g)].map((match) => match[1] ?? '');
  return [...lines.map((line) => line.trim().replace(/^npx /, '')), ...spans]
    .filter((line) => line.startsWith('linkwright ') && !/[|$<…]/.test(line))
    .map((line) => line.replace(/\s+#.*$/, ''));
}

/** What is wrong with a line: a command or an option that is not there. Words in capitals stand for something. */
function mistakeOf(line: string): string | null {
  const [, ...words] = line.split(/\s+/);
  let command: Command = program;
  const options = (): readonly string[] => {
    const own: string[] = ['--help', '-h', '--version'];
    for (let one: Command | null = command; one; one = one.parent) {
      own.push(...one.options.flatMap(({ long, short }) => [long ?? '', short ?? '']));
    }
    return own;
  };
  let isAtCommand = true;
  for (const word of words.map((one) => one.replaceAll(/[[\]]/g, ''))) {
    if (word.startsWith('-')) {
      if (!options().includes(word.replace(/=.*/, ''))) return `${line}: there is no ${word}`;
      continue;
    }
    const below = isAtCommand ? command.commands.find((one) => one.name() === word) : undefined;
    if (below) command = below;
    else {
      if (command === program && /^[a-z]+$/.test(word)) return `${line}: there is no command ${word}`;
      isAtCommand = false;
    }
  }
  return null;
}

describe('the documents', () => {
  it('show commands and options that are there', () => {
    const lines = documents.flatMap((path) => commandLines(read(path)).map((line) => ({ path, line })));
    expect(lines.length).toBeGreaterThan(100);
    const wrong = lines.flatMap(({ path, line }) => {
      const mistake = mistakeOf(line);
      return mistake === null ? [] : [`${path}: ${mistake}`];
    });
    expect(wrong).toEqual([]);
  });

  it('show whole configurations that are valid, and parts that are YAML', () => {
    let whole = 0;
    for (const path of documents) {
      for (const block of blocksOf(read(path), 'yaml')) {
        const value: unknown = parse(block);
        if (!/^version: 1$/m.test(block) || !/^syncs:/m.test(block)) continue;
        whole += 1;
        expect(configurationSchema.safeParse(value).error?.issues ?? [], `${path}\n${block}`).toEqual([]);
      }
    }
    expect(whole).toBeGreaterThan(0);
  });
});
