import { expect } from 'vitest';
import { z } from 'zod';
import { documentSchemas } from '../../src/operations/documents/document-schemas.ts';

type DocumentName = keyof typeof documentSchemas;

/** Every document that a test makes a command print is what its schema says. */
export function expectDocument(words: readonly string[], stdout: string): void {
  if (!words.includes('--json') || stdout.trim() === '') return;
  const { version, ...content } = z.looseObject({ version: z.literal(1) }).parse(JSON.parse(stdout));
  const name = documentName(words, Object.keys(content));
  if (name === null) return;
  const { error } = documentSchemas[name].safeParse(content);
  expect(error === undefined ? '' : z.prettifyError(error), `the document of ${words.join(' ')}`).toBe('');
}

function documentName(words: readonly string[], keys: readonly string[]): DocumentName | null {
  if (keys.length === 1 && keys[0] === 'error') return 'error';
  if (keys.length === 1 && keys[0] === 'problems') return 'problems';
  if (words.includes('state') && words.includes('copy')) return 'state-copy';
  const command = words.find(isDocumentName) ?? null;
  if (command === 'review' && (words.includes('approve') || words.includes('reject'))) return 'review-decision';
  if (command === 'conflicts' && words.includes('resolve')) return 'conflicts-resolve';
  if (command === 'status' && (words.includes('--failing') || words.includes('--excluded'))) return 'status-list';
  if (command === 'check' && words.includes('--suggest')) return 'check-suggest';
  if (command === 'check' && keysOfFix.every((key) => keys.includes(key))) return 'check-fix';
  return command;
}

/** `check --fix` of a file without mistakes goes on to the ordinary check. */
const keysOfFix = ['written', 'edits'];

const isDocumentName = (name: string): name is DocumentName => Object.hasOwn(documentSchemas, name);
