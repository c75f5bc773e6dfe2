import { expect, onTestFinished, vi } from 'vitest';
import { run } from '../../../src/command/run.ts';
import type { Crm } from '../../commands/support/start-crm.ts';
import { patience } from './start-page.ts';

/** `linkwright open` within this process, until it is ended as Ctrl-C ends it. */
export function openHere({ directory }: Pick<Crm, 'directory'>) {
  const stopping = new AbortController();
  let stdout = '';
  const ended = run({
    arguments: ['open', '--port', '0', '--no-browser'],
    environment: {},
    directory,
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: { write: () => undefined },
    signal: stopping.signal,
    now: Date.now,
  });
  const stop = () => {
    stopping.abort(new DOMException('interrupted', 'AbortError'));
    return ended;
  };
  onTestFinished(() => void stop());
  const address = () =>
    vi.waitFor(
      () => {
        const [found] = /http:\S+/.exec(stdout) ?? [];
        expect(found).toBeDefined();
        return found ?? '';
      },
      { timeout: patience, interval: 100 },
    );
  return { address, stop };
}
