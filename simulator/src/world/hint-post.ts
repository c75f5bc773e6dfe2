import type { Hint } from '@linkwright/core';
import { hintKinds } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import type { NamedHint } from '@linkwright/engine';
import { createRandom, type Random } from '../random.ts';
import { type HintsWanted, type Side, sides } from '../story/story.ts';

/** A hint as the engine is given it, and what a world knows of it. */
export interface Delivered extends NamedHint {
  readonly side: Side;
  /** No app has sent it. */
  readonly isForged: boolean;
}

/** What both apps tell of their records, on its way: it gets lost, comes late, twice or in another order, and others add to it. */
export class HintPost {
  readonly #apps: Readonly<Record<Side, InMemoryApp>>;
  readonly #seed: number;
  readonly #cursors: Record<Side, string>;
  /** All that was ever told. */
  readonly #told: Delivered[] = [];
  /** So many of them have been sent on their way. */
  #sent = 0;
  readonly #versions: Random;
  #late: readonly Delivered[] = [];

  constructor(apps: Readonly<Record<Side, InMemoryApp>>, seed: number) {
    this.#apps = apps;
    this.#seed = seed;
    this.#versions = createRandom(seed, 'versions in hints');
    this.#cursors = { left: apps.left.state.hints.openFeed(null), right: apps.right.state.hints.openFeed(null) };
  }

  /** The apps tell of what has happened until now; each hint names the version that its record has then. */
  listen(): void {
    for (const side of sides) for (const hint of this.#read(side)) this.#told.push(this.#named(side, hint));
  }

  /** What arrives of what the apps have told since this was asked last. */
  take({ order, lost, late, twice, forged }: HintsWanted): readonly Delivered[] {
    const random = createRandom(this.#seed, `hints ${order}`);
    const arriving = [...this.#late];
    const staying: Delivered[] = [];
    this.listen();
    for (const one of this.#told.slice(this.#sent)) {
      if (random.chance(lost)) continue;
      (random.chance(late) ? staying : arriving).push(one);
      if (random.chance(twice)) arriving.push(one);
    }
    this.#sent = this.#told.length;
    this.#late = staying;
    if (this.#told.length > 0 && random.chance(twice)) arriving.push(random.pick(this.#told));
    for (let count = 0; count < forged; count += 1) arriving.push(this.#forged(random));
    return shuffled(random, arriving);
  }

  /** All that was ever told, in the order in which it was. */
  all(): readonly Delivered[] {
    this.listen();
    return this.#told;
  }

  #read(side: Side): readonly Hint[] {
    const { hints, tables } = this.#apps[side].state;
    const read: Hint[] = [];
    for (let more = true; more; ) {
      const page = hints.read(this.#cursors[side], [...tables.keys()]);
      read.push(...page.hints);
      this.#cursors[side] = page.cursor;
      more = page.more;
    }
    return read;
  }

  /** Some apps tell the version. */
  #named(side: Side, { object, id, kind }: Hint): Delivered {
    const revision = this.#versions.chance(0.5) ? this.#apps[side].read(object, id)?.revision : undefined;
    return {
      side,
      account: accountOf(side),
      object,
      id,
      kind,
      isForged: false,
      ...(revision !== undefined && { revision }),
    };
  }

  /** About a record to which nothing has happened, one that is gone, or one that there never was; of some version or other. */
  #forged(random: Random): Delivered {
    const side = random.pick(sides);
    const { state } = this.#apps[side];
    const object = random.pick([...state.tables.keys()]);
    const there = this.#apps[side].readAll(object);
    const gone = [...state.trash.values()].map(({ record }) => record.id);
    const ids = [...there, ...there].map(({ id }) => id);
    const id = random.pick([...ids, ...gone, `${side}-none-${random.below(100)}`, '']);
    const revision = random.chance(0.3) ? (this.#apps[side].read(object, id)?.revision ?? '1') : undefined;
    const kind = random.pick(hintKinds);
    const named = random.chance(0.9)
      ? { account: accountOf(side), object }
      : { account: 'memory:none', object: 'none' };
    return { side, ...named, id, kind, isForged: true, ...(revision !== undefined && { revision }) };
  }
}

const accountOf = (side: Side): string => `memory:${side}`;

function shuffled<Value>(random: Random, values: readonly Value[]): readonly Value[] {
  const left = [...values];
  return values.flatMap(() => left.splice(random.below(left.length), 1));
}
