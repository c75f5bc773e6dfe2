/** A write that takes unique values, and lets go of others. Values are named together with their field. */
export interface UniqueWrite<Entry> {
  readonly entry: Entry;
  readonly takes: readonly string[];
  /** What the record shows, and will no longer show. */
  readonly frees: readonly string[];
  /** Can the record do without these values of its own for a moment? */
  mayStepAside(values: readonly string[]): boolean;
}

export interface WriteOrder<Entry> {
  /** Whatever a wave takes is free once those before it are written. */
  readonly waves: readonly (readonly Entry[])[];
  /** Before the first wave, these let go of values for a moment: each of them ends one circle. */
  readonly aside: readonly { readonly entry: Entry; readonly values: readonly string[] }[];
  /** Circles that nobody can leave. */
  readonly stuck: readonly (readonly Entry[])[];
  /** What waits for one of those, directly or not, the next ones first. */
  readonly blocked: readonly Entry[];
  /** Whose values each entry takes. */
  readonly waitsFor: ReadonlyMap<Entry, readonly Entry[]>;
}

/**
 * Who lets go of a unique value is written before who takes it. Where records take each other's values in a circle, one of
 * them steps aside.
 */
export function orderWrites<Entry>(writes: readonly UniqueWrite<Entry>[]): WriteOrder<Entry> {
  const holders = new Map<string, UniqueWrite<Entry>[]>();
  for (const write of writes) {
    for (const value of write.frees) holders.set(value, [...(holders.get(value) ?? []), write]);
  }
  const waitsFor = new Map<UniqueWrite<Entry>, readonly UniqueWrite<Entry>[]>();
  for (const write of writes) {
    const others = write.takes.flatMap((value) => holders.get(value) ?? []);
    waitsFor.set(
      write,
      [...new Set(others)].filter((other) => other !== write),
    );
  }
  const waves: (readonly Entry[])[] = [];
  const aside: { entry: Entry; values: readonly string[] }[] = [];
  const stuck: (readonly Entry[])[] = [];
  const blocked: Entry[] = [];
  const lost = new Set<UniqueWrite<Entry>>();
  const left = new Set(writes);
  const away = new Set<UniqueWrite<Entry>>();
  const awaited = (write: UniqueWrite<Entry>): readonly UniqueWrite<Entry>[] =>
    (waitsFor.get(write) ?? []).filter((other) => !away.has(other));
  while (left.size > 0) {
    const ready = [...left].filter((write) => !awaited(write).some((other) => left.has(other)));
    const wave: Entry[] = [];
    for (const write of ready) {
      if (awaited(write).some((other) => lost.has(other))) {
        lost.add(write);
        blocked.push(write.entry);
      } else wave.push(write.entry);
    }
    for (const write of ready) left.delete(write);
    if (wave.length > 0) waves.push(wave);
    if (ready.length > 0) continue;
    const circle = findCircle(left, awaited);
    const wanted = new Set([...left].flatMap(({ takes }) => takes));
    const leaving = circle
      .map((write) => ({ write, values: write.frees.filter((value) => wanted.has(value)) }))
      .find(({ write, values }) => write.mayStepAside(values));
    if (leaving) {
      aside.push({ entry: leaving.write.entry, values: leaving.values });
      away.add(leaving.write);
      continue;
    }
    stuck.push(circle.map(({ entry }) => entry));
    for (const write of circle) {
      left.delete(write);
      lost.add(write);
    }
  }
  const entries = [...waitsFor].map(([{ entry }, others]) => [entry, others.map((other) => other.entry)] as const);
  return { waves, aside, stuck, blocked, waitsFor: new Map(entries) };
}

/** Every one of these waits for another one of them: following that comes back somewhere. */
function findCircle<Write>(left: ReadonlySet<Write>, awaited: (write: Write) => readonly Write[]): readonly Write[] {
  const path: Write[] = [];
  let [next] = left;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = awaited(next).find((other) => left.has(other));
  }
  return next === undefined ? path : path.slice(path.indexOf(next));
}
