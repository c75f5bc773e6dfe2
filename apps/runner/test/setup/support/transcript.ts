import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../../../docs/setup-transcript.md', import.meta.url));

/** Set to anything: the document is written anew instead of compared. */
const updating = process.env.LINKWRIGHT_UPDATE_TRANSCRIPT !== undefined;

/** What differs from run to run, as it would look to a reader. */
const steady = (text: string): string =>
  text
    .replaceAll(/localhost:\d+/g, 'localhost:4400')
    .replaceAll(/\bapp[A-Za-z0-9]{14}\b/g, 'appXXXXXXXXXXXXXX')
    .replaceAll(/\brec[A-Za-z0-9]{14}\b/g, 'recXXXXXXXXXXXXXX');

/** The document that belongs to a run of the wizard: everything it showed, and how some questions looked while open. */
export function renderTranscript(screen: string, questions: readonly string[]): string {
  const block = (text: string): string => `\`\`\`text\n${steady(text)}\n\`\`\``;
  return `# linkwright setup, from nothing to two syncs

What a terminal shows. The apps are those of \`linkwright sandbox\`, so both connections name another address than usual.
Contacts of HubSpot are to be kept in step with a table of people in Airtable; their companies come in because the people
link to accounts. Written by \`apps/runner/test/setup/setup.test.ts\`; do not edit it by hand.

## The whole run

${block(screen)}

## Some of the questions while they are open

${questions.map(block).join('\n\n')}
`;
}

/** The document as it is, after it was written anew where that is asked for. */
export async function keptTranscript(current: string): Promise<string> {
  if (updating) await writeFile(file, current);
  return readFile(file, 'utf8');
}
