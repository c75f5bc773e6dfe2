import type { NoticeKind } from '../configuration/notify-schema.ts';
import type { StatusDocument } from '../operations/documents/status-document.ts';

/** Something that a person should know of, as long as it lasts. */
export interface Condition {
  /** Names it: the same condition is told once. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly sync: string;
  readonly text: string;
}

/** What a person should know of now. `failing`: so many refused records of a sync are none of it. Pure. */
export function conditionsOf(
  { syncs, schedule }: Pick<StatusDocument, 'syncs' | 'schedule'>,
  { failing }: { readonly failing: number },
): readonly Condition[] {
  const found: Condition[] = [];
  const add = (kind: NoticeKind, sync: string, what: string, text: string): void => {
    found.push({ key: JSON.stringify([kind, sync, what]), kind, sync, text });
  };
  for (const { name, paused, refused, silences } of schedule.syncs) {
    if (paused !== null) {
      const why = paused.why === '' ? '' : `: ${paused.why}`;
      add('paused', name, 'paused', `${name} is paused by ${paused.by}${why}.`);
    }
    for (const { connection, message, remedy } of refused) {
      add('paused', name, `refused ${connection}`, `${name} rests: ${message} ${remedy}`);
    }
    for (const { kind, text } of silences) add('silent', name, kind, `${name} is silent: ${text}`);
  }
  for (const { name, brakes, failing: refused, failingReasons } of syncs) {
    for (const { kind, text, remedy } of brakes)
      add('braked', name, kind, `${name} is stopped (${kind}): ${text} ${remedy}`);
    if (refused <= failing) continue;
    const [first] = failingReasons;
    const reason = first === undefined ? '' : ` Most for ${first.category}: ${first.remedy}`;
    add(
      'failing',
      name,
      'failing',
      `${name}: ${refused} ${refused === 1 ? 'record is' : 'records are'} refused.${reason}`,
    );
  }
  return found;
}
