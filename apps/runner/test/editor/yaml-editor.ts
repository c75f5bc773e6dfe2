import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { z } from 'zod';

/** An editor with Red Hat's YAML language server in it, as Visual Studio Code and others have it. */
export interface YamlEditor {
  /** What is offered where the text has a `▮`: the label, with what is told of it. */
  complete(text: string): Promise<ReadonlyMap<string, string>>;
  /** What is marked as wrong: the marked words, with what is told of them. */
  marks(text: string): Promise<readonly Mark[]>;
}

export interface Mark {
  readonly words: string;
  readonly message: string;
}

const documentation = z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)]);
const completionSchema = z.object({
  items: z.array(z.object({ label: z.string(), documentation: documentation.default('') })),
});
const place = z.object({ line: z.number(), character: z.number() });
const diagnosticsSchema = z.object({
  uri: z.string(),
  diagnostics: z.array(z.object({ range: z.object({ start: place, end: place }), message: z.string() })),
});
const configurationSchema = z.object({ items: z.array(z.object({ section: z.string() })) });

const server = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

/** The files of the texts lie in `directory`, as far as the server can tell: it finds their schema from there. */
export async function startYamlEditor(directory: string): Promise<YamlEditor> {
  const child = spawn(process.execPath, [server, '--stdio'], { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  onTestFinished(() => end(child));
  const waiting = new Map<string, (found: z.output<typeof diagnosticsSchema>) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (told: unknown) => {
    const found = diagnosticsSchema.parse(told);
    waiting.get(found.uri)?.(found);
  });
  const settings = { validate: true, completion: true, schemaStore: { enable: false } };
  connection.onRequest('workspace/configuration', (asked: unknown) =>
    configurationSchema.parse(asked).items.map(({ section }) => (section === 'yaml' ? settings : null)),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(directory).href,
    capabilities: { workspace: { configuration: true } },
  });
  await connection.sendNotification('initialized', {});

  let opened = 0;
  const open = (text: string): { readonly uri: string; shown(): Promise<void> } => {
    opened += 1;
    const uri = pathToFileURL(join(directory, `edited-${opened}.yaml`)).href;
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    return { uri, shown: () => connection.sendNotification('textDocument/didOpen', { textDocument }) };
  };
  return {
    async complete(marked) {
      const at = marked.indexOf('▮');
      const before = marked.slice(0, at).split('\n');
      const { uri, shown } = open(marked.replace('▮', ''));
      await shown();
      const answer = await connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
      });
      const { items } = completionSchema.parse(answer);
      return new Map(items.map(({ label, documentation: told }) => [label, told]));
    },
    async marks(text) {
      const { uri, shown } = open(text);
      const told = new Promise<z.output<typeof diagnosticsSchema>>((resolve) => waiting.set(uri, resolve));
      await shown();
      const lines = text.split('\n');
      return (await told).diagnostics.map(({ range, message }) => ({
        words: lines[range.start.line]?.slice(range.start.character, range.end.character) ?? '',
        message,
      }));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
