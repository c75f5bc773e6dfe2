import type { OutputStream } from '../output/output-stream.ts';
import type { Redactor } from '../output/redactor.ts';

/** The process's own streams, for the command alone. */
export interface OwnStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

type Write = OutputStream['write'];

/**
 * Takes stdout and stderr for the command alone. What anybody else prints in this process (a connector's `console.log`)
 * goes to stderr without its secrets: stdout holds the command's result, which programs read.
 */
export function claimStreams(process: NodeJS.Process, redactor: Redactor): OwnStreams {
  const { stdout, stderr } = process;
  const own = { stdout: ownStream(stdout), stderr: ownStream(stderr) };
  const stray: Write = (text) => own.stderr.write(redactor.redact(text));
  stdout.write = strayWrite(stray);
  stderr.write = strayWrite(stray);
  return own;
}

/** The same stream, which writes as it did before. */
function ownStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = stream.write.bind(stream);
  return new Proxy(stream, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Callers may pass bytes, an encoding and a callback. */
function strayWrite(write: Write): NodeJS.WriteStream['write'] {
  return (chunk: Uint8Array | string, encodingOrDone?: unknown, done?: unknown): boolean => {
    write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
}
