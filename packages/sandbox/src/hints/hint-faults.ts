/**
 * What can go wrong with a hint, which is one notification or one entry of a feed, on its way out of an app:
 *
 * - `hint-drop`: nobody ever hears of it;
 * - `hint-repeat`: it comes twice;
 * - `hint-reorder`: the next one comes before it;
 * - `hint-delay`: it comes half a minute later (divided by the speed).
 */
export const hintFaultNames = ['hint-drop', 'hint-repeat', 'hint-reorder', 'hint-delay'] as const;

export type HintFaultName = (typeof hintFaultNames)[number];

const delayMs = 30_000;

export const isHintFault = (name: string): name is HintFaultName => hintFaultNames.some((known) => known === name);

/** Hints on their way out of one app, in order but for what goes wrong with them. */
export interface HintLine<Item> {
  add(item: Item): void;
  /** Hands over what was delayed and is due. */
  flush(): void;
}

export interface HintLineOptions {
  readonly now: () => number;
  readonly speed: number;
  /** Undefined: nothing goes wrong with it. */
  readonly draw: () => HintFaultName | undefined;
  /** Runs work after so many milliseconds. Absent: whoever reads flushes. */
  readonly later?: (ms: number, work: () => void) => void;
}

export function createHintLine<Item>(
  { now, speed, draw, later }: HintLineOptions,
  deliver: (item: Item) => void,
): HintLine<Item> {
  let waiting: { readonly item: Item; readonly at: number; readonly overtaken: boolean }[] = [];

  function wait(item: Item, overtaken: boolean): void {
    waiting.push({ item, at: now() + delayMs / speed, overtaken });
    later?.(delayMs / speed, flush);
  }

  function release(isDue: (one: (typeof waiting)[number]) => boolean): void {
    const due = waiting.filter(isDue);
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { item } of due) deliver(item);
  }

  const flush = (): void => release(({ at }) => at <= now());

  return {
    add(item) {
      const fault = draw();
      if (fault === 'hint-drop') return;
      if (fault === 'hint-delay' || fault === 'hint-reorder') {
        wait(item, fault === 'hint-reorder');
        return;
      }
      deliver(item);
      if (fault === 'hint-repeat') deliver(item);
      release(({ overtaken }) => overtaken);
    },
    flush,
  };
}
