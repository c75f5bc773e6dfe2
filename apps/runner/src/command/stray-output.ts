import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
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
  claimDescriptors(stray);
  return own;
}

/** Loggers that are made for speed (pino's) write to the descriptors themselves; the streams that Node has made by now do not. */
function claimDescriptors(stray: Write): void {
  const { write, writeSync } = fs;
  const textOf = (data: unknown, offset: unknown, length: unknown): string => {
    if (!ArrayBuffer.isView(data)) return String(data);
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const start = typeof offset === 'number' ? offset : 0;
    return bytes.subarray(start, typeof length === 'number' ? start + length : undefined).toString('utf8');
  };
  const isOurs = (descriptor: unknown): boolean => descriptor === 1 || descriptor === 2;
  Object.assign(fs, {
    writeSync(descriptor: unknown, data: unknown, ...rest: readonly unknown[]): unknown {
      if (!isOurs(descriptor)) return Reflect.apply(writeSync, fs, [descriptor, data, ...rest]);
      const text = textOf(data, rest[0], rest[1]);
      stray(text);
      return Buffer.byteLength(text);
    },
    write(descriptor: unknown, data: unknown, ...rest: readonly unknown[]): void {
      const done = rest.at(-1);
      if (!isOurs(descriptor) || typeof done !== 'function') {
        Reflect.apply(write, fs, [descriptor, data, ...rest]);
        return;
      }
      const text = textOf(data, rest[0], rest[1]);
      stray(text);
      process.nextTick(done, null, Buffer.byteLength(text), data);
    },
  });
  syncBuiltinESMExports();
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
