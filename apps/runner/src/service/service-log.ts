import { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import { z } from 'zod';
import type { OutputStream } from '../output/output-stream.ts';
import { safeForTerminal } from '../output/visible.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** JSON lines for whoever collects logs; on a terminal a line of text. Values of records are in neither. */
export function createServiceLog(
  stream: OutputStream,
  {
    level,
    redact,
    now,
  }: { readonly level: LogLevel; readonly redact: (text: string) => string; readonly now: () => number },
): Logger {
  const isTerminal = stream.isTTY === true;
  const destination: DestinationStream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      stream.write(redact(isTerminal ? asText(line) : line));
      done();
    },
  });
  return pino(
    { level, base: null, timestamp: () => `,"time":${now()}`, formatters: { level: (label) => ({ level: label }) } },
    destination,
  );
}

const lineSchema = z.looseObject({ level: z.string(), time: z.number(), msg: z.string().default('') });

/** `08:00:01 warn  contacts: what happened (sync=contacts)` */
function asText(line: string): string {
  const { level, time, msg, ...rest } = lineSchema.parse(JSON.parse(line));
  const told = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = new Date(time).toISOString().slice(11, 19);
  return `${safeForTerminal(`${clock} ${level.padEnd(5)} ${msg}${told.length > 0 ? ` (${told.join(', ')})` : ''}`, false)}\n`;
}
