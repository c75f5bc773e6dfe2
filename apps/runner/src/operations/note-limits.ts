import type { AppConnection, CallOptions, FieldLimits, FieldRule, FieldSchema } from '@linkwright/core';
import { type CompiledSync, objectTitle } from '@linkwright/engine';
import type { Session } from '../session/open-session.ts';

export interface LimitNote {
  readonly sync: string;
  readonly text: string;
}

const sides = ['left', 'right'] as const;

type Asked = Readonly<Record<string, FieldLimits>>;

/**
 * Where a field may hold what people of the other app do not allow in its counterpart: such a value is refused when it is
 * carried there. Asks every object that is written to once, where its app tells rules apart from the schema.
 */
export async function noteLimits(
  { connections, compilation }: Pick<Session, 'connections' | 'compilation'>,
  options: CallOptions,
): Promise<readonly LimitNote[]> {
  const asked = new Map<string, Promise<Asked>>();
  const limitsOf = ({ connection, object }: CompiledSync['left']): Promise<Asked> => {
    const place = JSON.stringify([connection, object.id]);
    const app: Pick<AppConnection, 'readFieldLimits'> | undefined = connections.get(connection)?.app;
    const known = asked.get(place) ?? app?.readFieldLimits?.({ object: object.id }, options) ?? Promise.resolve({});
    asked.set(place, known);
    return known;
  };
  const notes: LimitNote[] = [];
  for (const sync of compilation.syncs) {
    if (compilation.stopped.some(({ name }) => name === sync.name)) continue;
    for (const side of sides) {
      const [to, from] = side === 'left' ? [sync.left, sync.right] : [sync.right, sync.left];
      const away = side === 'left' ? 'left-to-right' : 'right-to-left';
      const written = sync.fields.filter(({ direction }) => direction !== away);
      if (written.length === 0) continue;
      const [takes, holds] = [await limitsOf(to), await limitsOf(from)];
      for (const mapping of written) {
        const [target, source] = side === 'left' ? [mapping.left, mapping.right] : [mapping.right, mapping.left];
        const { refused, changed } = whatIsLimited(withLimits(source, holds), withLimits(target, takes));
        const told = (limits: readonly string[], becomes: string): LimitNote => ({
          sync: sync.name,
          text:
            `"${target.name}" of ${to.displayName} ${objectTitle(to.object)} takes ${limits.join(' and ')} by a rule of that account: ` +
            `what "${source.name}" of ${from.displayName} ${objectTitle(from.object)} holds beyond that is ${becomes}.`,
        });
        if (refused.length > 0) notes.push(told(refused, 'refused there, and told as failing'));
        if (changed.length > 0) notes.push(told(changed, 'changed by it to fit'));
      }
    }
  }
  return notes;
}

const withLimits = (field: FieldSchema, asked: Asked): FieldSchema => ({
  ...field,
  limits: { ...field.limits, ...asked[field.id] },
});

interface Limited {
  readonly refused: readonly string[];
  /** The app brings such values into another form. */
  readonly changed: readonly string[];
}

/** What the target takes, as far as the source may hold something else. Pure. */
function whatIsLimited(source: FieldSchema, target: FieldSchema): Limited {
  const takes = target.limits ?? {};
  const holds = source.limits ?? {};
  // Of a choice it is known how long its texts are.
  const lengths = source.options?.map(({ label }) => [...label].length);
  const longest = lengths ? Math.max(0, ...lengths) : (holds.longest ?? Number.POSITIVE_INFINITY);
  const shortest = lengths ? Math.min(...lengths) : (holds.shortest ?? 1);
  const isAbove = (one: string | undefined, other: string): boolean => one === undefined || Number(one) > Number(other);
  const isBelow = (one: string | undefined, other: string): boolean => one === undefined || Number(one) < Number(other);
  const others = (takes.others ?? []).filter(({ name, arguments: given }) => {
    return !holds.others?.some((one) => one.name === name && one.arguments.join() === given.join());
  });
  const refused = [
    ...(takes.longest !== undefined && longest > takes.longest ? [`at most ${takes.longest} characters`] : []),
    ...(takes.shortest !== undefined && shortest < takes.shortest ? [`at least ${takes.shortest} characters`] : []),
    ...(takes.lowest !== undefined && isBelow(holds.lowest, takes.lowest) ? [`no number below ${takes.lowest}`] : []),
    ...(takes.highest !== undefined && isAbove(holds.highest, takes.highest)
      ? [`no number above ${takes.highest}`]
      : []),
    ...others.filter(({ normalizes }) => normalizes !== true).map(tellRule),
  ];
  return { refused, changed: others.filter(({ normalizes }) => normalizes === true).map(tellRule) };
}

const tellRule = ({ name, arguments: given, text }: FieldRule): string =>
  text ?? `only what keeps ${[name, given.join(', ')].join(' ').trim()}`;
