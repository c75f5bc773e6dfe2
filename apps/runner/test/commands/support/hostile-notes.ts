import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const packageName = '@acme/connector-notes';

/** What errors call the connector. */
export const hostileConnector = `${packageName} 3.1.4`;

/** A setting of the hostile connection. */
export const hostileToken = 'tok-5ecr3t-7c1d';

/** A folder with a file that pairs two accounts of notes, of which one's connection does the deed. */
export const hostileFolder = (deed: string, { deadlines = '{}', theirs = [] as readonly string[] } = {}) =>
  temporaryFolder({
    'mine.jsonl': linesOf(['Buy milk', 'Call Ada']),
    'theirs.jsonl': linesOf(theirs),
    [`node_modules/${packageName}/package.json`]: JSON.stringify({
      ...{ name: packageName, version: '3.1.4', type: 'module', exports: './index.js' },
    }),
    [`node_modules/${packageName}/index.js`]: codeOf(deed),
    'linkwright.yaml': `version: 1
connections:
  mine:
    connector: "${packageName}"
    settings: { file: mine.jsonl }
  theirs:
    connector: "${packageName}"
    settings: { file: theirs.jsonl, token: "${hostileToken}" }
    deadlines: ${deadlines}
syncs:
  notes:
    left: { connection: mine, object: notes }
    right: { connection: theirs, object: notes }
    match: { left: title, right: title }
    fields: [{ left: title, right: title }]
`,
  });

/** What the hostile connection's app holds, in order. */
export async function theirTitles(folder: string): Promise<readonly unknown[]> {
  const text = await readFile(join(folder, 'theirs.jsonl'), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).title]));
}

const linesOf = (titles: readonly string[]): string =>
  titles.map((title, index) => `${JSON.stringify({ id: String(index + 1), title })}\n`).join('');

/** A connector of somebody who is writing it; `label` is an expression: what people call its one object. */
export const notesCode = (label = "'Notes'"): string => codeOf('').replace("label: 'Notes'", `label: ${label}`);

/** A third party's connector. The deed is code in front of the connection `app` with the `settings`. */
const codeOf = (deed: string): string => `
import { appendFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const limits = { read: 50, lookup: 50, create: 50, update: 50, archive: 50, readAssociations: 50, writeAssociations: 50 };
const never = () => new Promise(() => undefined);
const title = {
  id: 'title', name: 'title', label: 'Title', type: 'text',
  required: false, readOnly: false, unique: false, lookup: 'consistent',
};
const summary = { id: 'notes', name: 'notes', label: 'Notes', custom: false };

function connect(settings, context) {
  const file = fileURLToPath(new URL('../../../' + settings.file, import.meta.url));
  const rows = () => readFileSync(file, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line));
  const record = ({ id, title }) => ({ id, fields: { title } });
  const app = {
    async check() { return { accountId: settings.file, name: 'Notes' }; },
    async listObjects() { return { objects: [summary], complete: true }; },
    async describeObjects() { return [{ ...summary, fields: [title], associations: [] }]; },
    async *readChanges() { yield { records: rows().map(record), deleted: [], checkpoint: '{}' }; },
    async readRecords({ ids }) {
      return ids.map((id) => ({ id, record: rows().filter((row) => row.id === id).map(record)[0] ?? null }));
    },
    async findByKey({ keys }) { return keys.map((key) => rows().filter((row) => row.title === key.title).map(record)); },
    async *listIds() { yield rows().map(({ id }) => id); },
    async readAssociations({ ids }) { return ids.map((id) => ({ id, associations: {} })); },
    async write({ changes }) {
      return changes.map((change) => {
        const row = { id: String(rows().length + 1), title: change.fields.title };
        appendFileSync(file, JSON.stringify(row) + '\\n');
        return { kind: 'written', record: record(row) };
      });
    },
    async close() {},
  };
  if (settings.token !== undefined) { ${deed} }
  return app;
}

export default {
  contractVersion: 1, name: 'notes', displayName: 'Notes',
  settings: { safeParse: (data) => ({ success: true, data }), safeParseAsync: async (data) => ({ success: true, data }) },
  capabilities: {
    requiresExplicitAssociationSyncs: false, associationWrites: { create: 'separate', update: 'separate' },
    deletions: 'sweep', archive: 'none', conditionalWrites: false, lookupDelayMs: 0, batchLimits: limits,
  },
  rateLimits: { default: { requests: 1000, perMs: 1000 } },
  connect,
};
`;
