import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { OutputStream } from './output-stream.ts';

/** Where a person reads what is longer than the screen. */
export interface Pager extends OutputStream {
  /** There is nothing more to show; resolves when the person has seen enough. */
  end(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `LINKWRIGHT_PAGER`, else `PAGER`, else `less`. Empty or `cat`: none. `null`: there is none, or it cannot be started.
 * `less` is told to leave again where everything fits the screen, unless `LESS` says otherwise.
 */
export async function openPager(environment: Environment): Promise<Pager | null> {
  const command = (environment.LINKWRIGHT_PAGER ?? environment.PAGER ?? 'less').trim();
  if (command === '' || command === 'cat' || environment.TERM === 'dumb') return null;
  const [program = '', ...words] = command.split(/\s+/);
  const child = spawn(program, words, {
    env: { LESS: 'FRX', ...environment },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(child, 'close');
  try {
    await once(child, 'spawn');
  } catch {
    closed.catch(() => undefined);
    return null;
  }
  // Whoever has seen enough leaves before the end: what is left is told to nobody.
  child.stdin.on('error', () => undefined);
  return {
    isTTY: true,
    write: (text) => child.stdin.writable && child.stdin.write(text),
    drained: async () => {
      if (child.stdin.writableNeedDrain && child.stdin.writable) {
        await Promise.race([once(child.stdin, 'drain'), closed]).catch(() => undefined);
      }
    },
    end: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
