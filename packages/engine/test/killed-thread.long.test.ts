import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.ts';

/** Inserts a thousand rows in each transaction, and says its number once it is told to be on the disk. */
const program = `
  import { openStore } from '@linkwright/engine';
  const { insertRows } = await import(process.argv[2]);
  const store = await openStore(process.argv[1], { threadAfterRows: 0 });
  for (let number = 0; ; number += 1) {
    const rows = Array.from({ length: 1000 }, (_, row) => ({ connection: number + ' ' + row, account: 'a' }));
    await store.transaction((database) =>
      insertRows(database, 'accounts', rows, (chunk) => database.insertInto('accounts').values(chunk)),
    );
    console.log(number);
  }
`;

test('what was told to be stored outlives a process that is killed, and nothing is left in part', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const insertRows = new URL('../src/store/insert-rows.ts', import.meta.url).href;
  for (const transactions of [1, 7, 20]) {
    const file = join(folder, `${transactions}.db`);
    const flags = ['--conditions=@linkwright/source', '--disable-warning=ExperimentalWarning', '--input-type=module'];
    const child = spawn(process.execPath, [...flags, '--eval', program, file, insertRows], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    let told = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line);
      // It goes on meanwhile, so this comes in the middle of one of the next.
      if (told === transactions) child.kill('SIGKILL');
    }
    await ended;
    expect(told).toBeGreaterThanOrEqual(transactions);
    const store = await openStore(file);
    const rows = await store.database.selectFrom('accounts').select('connection').execute();
    await store.close();
    const counts = new Map<number, number>();
    for (const { connection } of rows) {
      const number = Number(connection.split(' ')[0]);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    expect(new Set(counts.values())).toEqual(new Set([1000]));
    expect(counts.size).toBeGreaterThan(told);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: counts.size }, (_, n) => n));
  }
});
