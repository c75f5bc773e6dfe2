import type { CanonicalValue } from '@linkwright/core';
import { createRandom, type Random } from '../random.ts';
import { grades } from '../world/personalities.ts';
import type { FaultGroup } from './fault-groups.ts';
import { type Profile, profileOf } from './profiles.ts';
import type { AppSetting, AssociationName, Cycle, Edit, ObjectName, Side, Step, Story, SyncSetting } from './story.ts';

/** Small alphabets, so that keys collide; spellings of one key, and texts that programs get wrong. */
const emails = ['ann@x.example', 'Ann@X.example', 'bob@x.example', 'eve@x.example', 'béa@x.example', 'kim@y.example'];
const domains = ['a.example', 'https://www.A.example/', 'b.example', 'bücher.example', 'c.example', 'd.example'];
const names = [
  'Acme',
  'ACME ',
  'Ａｃｍｅ',
  'Cafe\u0301',
  'Café',
  '東京',
  'Straße',
  'İz',
  "O'Brien",
  '__proto__',
  '=1+1',
];
const texts = [
  'Boss',
  'two\nlines',
  '"quoted"',
  '\u202eright',
  '😀👩‍👩‍👧',
  'constructor',
  ' blank ',
  '0',
  'null',
  '\\',
  '%s',
  'x'.repeat(300),
];
const phones = ['+49 30 1', '+49 (30) 1', '030/5', 'ask Ada'];
const moments = [
  '2026-01-01T10:00:00.000Z',
  '2026-01-01T10:00:30.000Z',
  '2026-03-29T01:30:00.000Z',
  '1999-12-31T23:59:59.999Z',
];
const scores = ['0', '1', '-0.25', '12.5', '1000000'];

const minute = 60_000;

/** The story of a seed. The same seed, groups and profile, the same story. */
export function writeStory(seed: number, groups: readonly FaultGroup[], wanted: Profile = profileOf('mixed')): Story {
  const profile = wanted.among ? createRandom(seed, 'profile').pick(wanted.among) : wanted;
  const random = createRandom(seed, 'story');
  const has = (group: FaultGroup): boolean => groups.includes(group);
  const forgets = has('state') && random.chance(0.15);
  const left = appSetting(random, has, profile);
  const right = appSetting(random, has, profile);
  const companies = syncSetting(random, [['domain', 'name'], ['domain'], ['name']], 'grade', forgets);
  const contacts = syncSetting(random, [['email'], ['email', 'name'], ['name']], 'title', forgets);
  const steps: Step[] = [...beginning(random)];
  const write = new EditWriter(random, profile, forgets);
  const rounds = 2 + random.below(4);
  for (let round = 0; round < rounds; round += 1) {
    if (forgets && round === 1) steps.push({ do: 'keep-state' });
    if (forgets && round === rounds - 1) steps.push({ do: random.chance(0.5) ? 'restore-state' : 'lose-state' });
    if (round > 0) for (let count = random.below(profile.edits); count >= 0; count -= 1) steps.push(write.next());
    if (has('poison') && random.chance(0.1)) {
      steps.push({ do: 'poison', side: side(random), object: object(random), pick: random.below(10) });
    }
    if (has('schema') && random.chance(0.1)) steps.push(...schemaChange(random));
    if (random.chance(0.4)) steps.push({ do: 'wait', ms: random.pick([minute, 90 * minute, 26 * 60 * minute]) });
    steps.push(cycle(random, profile, write, has, round));
    if (random.chance(0.3)) steps.push({ do: 'restore-schema' });
  }
  return profile.extend(
    {
      seed,
      left,
      right,
      companies,
      contacts,
      implied: false,
      labels: 'none',
      lookups: false,
      checkBoxes: false,
      steps,
    },
    groups,
  );
}

function appSetting(random: Random, has: (group: FaultGroup) => boolean, profile: Profile): AppSetting {
  const personality = random.pick(profile.personalities);
  const lags = personality === 'crm' && has('lag') && random.chance(0.6);
  return {
    personality,
    deletions: random.chance(0.6) ? 'sweep' : 'feed',
    batch: random.pick([1, 2, 3, 10]),
    page: random.pick([2, 3, 10]),
    reads: personality === 'crm' || random.chance(0.3) ? 'separate' : 'inline',
    lagMs: lags ? random.pick([5000, 60_000]) : 0,
    skewMs: has('skew') ? random.pick([0, 0, -4 * minute, 7 * minute]) : 0,
    rewrites: random.chance(0.5),
    namesExisting: random.chance(0.7),
    echoes: true,
  };
}

function syncSetting(
  random: Random,
  keys: readonly (readonly string[])[],
  oneWay: string,
  forgets: boolean,
): SyncSetting {
  const direction = random.pick([
    'two-way',
    'two-way',
    'two-way',
    'two-way',
    'left-to-right',
    'right-to-left',
  ] as const);
  const create = random.pick(['both', 'both', 'both', 'both', 'left', 'right', 'none'] as const);
  return {
    direction,
    winner: random.pick(['left', 'right']),
    blanks: random.pick(['keep', 'overwrite']),
    create: direction === 'two-way' || create === 'none' ? create : 'both',
    deletions: 'ignore',
    keyless: !forgets && random.chance(0.4) ? 'create' : 'exclude',
    identity: random.chance(0.3),
    match: random.pick(keys),
    oneWay: random.chance(0.2)
      ? { field: oneWay, direction: random.pick(['left-to-right', 'right-to-left'] as const) }
      : null,
    filter: null,
  };
}

/** One base, perturbed on both sides. */
function beginning(random: Random): readonly Edit[] {
  const edits: Edit[] = [];
  for (const object of ['company', 'contact'] as const) {
    for (let count = random.below(6); count > 0; count -= 1) {
      const fields = newFields(random, object);
      for (const side of ['left', 'right'] as const) {
        if (random.chance(0.3)) continue;
        const others = random.chance(0.4) ? Object.entries(newFields(random, object)) : [];
        const perturbed = others.length > 0 ? Object.fromEntries([random.pick(others)]) : {};
        edits.push({ do: 'create', side, object, fields: { ...fields, ...perturbed } });
      }
    }
  }
  const ofBothSides = (edit: Edit): readonly Edit[] =>
    (['left', 'right'] as const).flatMap((side) => (random.chance(0.7) ? [{ ...edit, side }] : []));
  for (let count = random.below(6); count > 0; count -= 1) edits.push(...ofBothSides(link(random, 'left', 'link')));
  return edits;
}

function newFields(random: Random, object: ObjectName): Readonly<Record<string, CanonicalValue>> {
  const fields = ['domain', 'name', 'phone', 'grade', 'note'];
  const ofContact = ['email', 'name', 'title', 'seen', 'score', 'vip', 'tags', 'note'];
  const chosen = (object === 'company' ? fields : ofContact).filter(() => random.chance(0.7));
  return Object.fromEntries(chosen.map((field) => [field, newValue(random, field, 0)]));
}

/** `mark` makes texts tell one from another, so that a conflict log can be searched for them. 0: it does not. */
function newValue(random: Random, field: string, mark: number): CanonicalValue {
  if (random.chance(0.12)) return null;
  switch (field) {
    case 'email':
      return random.pick(emails);
    case 'domain':
      return random.pick(domains);
    case 'name':
      return random.pick(names);
    case 'phone':
      return random.pick(phones);
    case 'grade':
      return random.pick(grades);
    case 'seen':
      return random.pick(moments);
    case 'score':
      return random.pick(scores);
    case 'vip':
      return random.chance(0.5);
    case 'tags':
      return grades.filter(() => random.chance(0.5));
    default:
      return mark === 0 ? random.pick(texts) : `${random.pick(texts)} ${mark}`;
  }
}

const side = (random: Random): Side => random.pick(['left', 'right']);
const object = (random: Random): ObjectName => random.pick(['company', 'contact']);

function link(random: Random, on: Side, kind: 'link' | 'unlink'): Edit {
  const association = random.pick<AssociationName>(['companies', 'companies', 'primary', 'parent', 'owner']);
  return { do: kind, side: on, association, pick: random.below(8), target: random.below(8) };
}

/** What people do next. */
class EditWriter {
  readonly #random: Random;
  readonly #profile: Profile;
  readonly #isCareful: boolean;
  #mark = 0;

  constructor(random: Random, profile: Profile, isCareful: boolean) {
    this.#random = random;
    this.#profile = profile;
    this.#isCareful = isCareful;
  }

  next(): Edit {
    const random = this.#random;
    const draw = random.next();
    const on = side(random);
    const what = object(random);
    const pick = random.below(10);
    const kind = this.#kindAt(draw);
    switch (this.#isCareful && (kind === 'delete' || kind === 'merge') ? 'touch' : kind) {
      case 'set':
        return this.#set(on, what, pick);
      case 'link':
        return link(random, on, 'link');
      case 'unlink':
        return link(random, on, 'unlink');
      case 'create':
        return { do: 'create', side: on, object: what, fields: newFields(random, what) };
      case 'touch':
        return { do: 'touch', side: on, object: what, pick };
      case 'restore':
        return { do: 'restore', side: on, object: what, pick };
      case 'delete':
        return { do: 'delete', side: on, object: what, pick };
      case 'merge':
        return { do: 'merge', side: on, object: what, pick, target: random.below(10), newId: random.chance(0.5) };
    }
  }

  #kindAt(draw: number): Edit['do'] {
    let reached = 0;
    for (const [share, kind] of this.#profile.shares) {
      reached += share;
      if (draw < reached) return kind;
    }
    return this.#profile.shares.at(-1)?.[1] ?? 'touch';
  }

  #set(on: Side, what: ObjectName, pick: number): Edit {
    const random = this.#random;
    this.#mark += 1;
    const plain =
      what === 'company' ? ['phone', 'grade', 'note'] : ['title', 'title', 'seen', 'score', 'vip', 'tags', 'note'];
    const keys = what === 'company' ? ['domain', 'name'] : ['email', 'name'];
    const field = random.pick(this.#isCareful ? plain : [...plain, ...plain, ...keys]);
    return { do: 'set', side: on, object: what, pick, field, value: newValue(random, field, this.#mark) };
  }
}

function schemaChange(random: Random): readonly Step[] {
  const on = side(random);
  return random.chance(0.5)
    ? [{ do: 'remove-field', side: on, object: 'contact', field: random.pick(['title', 'seen', 'vip']) }]
    : [{ do: 'remove-option', side: on, object: 'contact', field: 'tags' }];
}

function cycle(
  random: Random,
  profile: Profile,
  write: EditWriter,
  has: (group: FaultGroup) => boolean,
  round: number,
): Cycle {
  const many = (share: number, most: number): number => (random.chance(share) ? 1 + random.below(most) : 0);
  const faults = Array.from({ length: has('calls') ? many(profile.faults, 4) : 0 }, () => ({
    at: 1 + random.below(40),
    kind: random.pick(profile.kinds),
  }));
  const meddling = Array.from({ length: has('meddling') ? many(0.5, 4) : 0 }, () => ({
    at: 1 + random.below(40),
    moment: random.pick(['before', 'after'] as const),
    edit: write.next(),
  }));
  const hides = has('schema') && round > 0 && random.chance(0.05);
  return {
    do: 'cycle',
    mode: random.chance(0.08) ? 'plan' : 'sync',
    full: random.chance(profile.full),
    order: random.below(1000),
    faults,
    meddling,
    crashAt: has('crashes') && random.chance(0.3) ? 1 + random.below(160) : null,
    hidden: hides ? { side: side(random), object: 'contact', field: random.pick(['title', 'seen', 'vip']) } : null,
  };
}
