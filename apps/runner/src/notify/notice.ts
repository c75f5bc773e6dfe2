import type { Webhook } from '../configuration/notify-schema.ts';
import type { Condition } from './conditions.ts';

/** What a webhook is told at once: what has begun, and what is over. */
export interface Notice {
  readonly workspace: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly began: readonly Condition[];
  readonly ended: readonly Condition[];
  /** Nothing that it is told of is the matter any more. */
  readonly isNormal: boolean;
}

/** Lists are bounded: whoever reads them on a telephone reads the first few. */
const mostNamed = 20;

/** The body that is sent. */
export function bodyOf(notice: Notice, format: Webhook['format'], redact: (text: string) => string): object {
  const { workspace, at, began, ended, isNormal } = notice;
  const lines = [
    ...began.slice(0, mostNamed).map(({ text }) => `• ${text}`),
    ...ended.slice(0, mostNamed).map(({ text }) => `• over: ${text}`),
    ...(isNormal ? ['Back to normal.'] : []),
  ].map(redact);
  if (format === 'slack') return { text: `linkwright ${workspace}\n${lines.join('\n')}` };
  const told = ({ kind, sync, text }: Condition) => ({ kind, sync, text: redact(text) });
  return { version: 1, workspace, at, began: began.map(told), ended: ended.map(told), isNormal };
}
