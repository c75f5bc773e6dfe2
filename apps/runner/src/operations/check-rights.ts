import type { CallOptions, ObjectRights } from '@linkwright/core';
import type { CompiledSync } from '@linkwright/engine';
import type { PlacedProblem } from '../configuration/problem.ts';
import type { Session } from '../session/open-session.ts';

export interface Rights {
  readonly problems: readonly PlacedProblem[];
  /** What shows at the first sync only, as sentences, by connection. */
  readonly unproven: ReadonlyMap<string, string>;
}

const deeds = ['read', 'create', 'update', 'users'] as const;

type Deed = (typeof deeds)[number];

/** What one sync does with an object of a connection. */
interface Need {
  readonly sync: string;
  /** Id of the object. */
  readonly object: string;
  readonly name: string;
  readonly deeds: readonly Deed[];
}

/** May the credentials do what the syncs need? A right that is lacking is told before the first call meets it. */
export async function checkRights(
  { connections, compilation }: Pick<Session, 'connections' | 'compilation'>,
  options: CallOptions,
): Promise<Rights> {
  // What keeps a stopped sync from being run is known already.
  const going = compilation.syncs.filter(({ name }) => !compilation.stopped.some((one) => one.name === name));
  const told = await Promise.all(
    [...connections].map(async ([name, { displayName, app }]) => {
      const needs = needsOf(going, name);
      const objects = [...new Set(needs.map(({ object }) => object))];
      const answers = objects.length === 0 ? [] : ((await app.readRights?.({ objects }, options)) ?? []);
      const rights = new Map(answers.map((one) => [one.object, one]));
      return { name, displayName, needs, rights };
    }),
  );
  const problems = told.flatMap(({ name, displayName, needs, rights }) =>
    lackingRights(name, displayName, needs, rights),
  );
  const unproven = new Map<string, string>();
  for (const { name, displayName, needs, rights } of told) {
    const unknown = unknownDeeds(needs, rights);
    if (unknown.length > 0) unproven.set(name, tellUnknown(displayName, unknown));
  }
  return { problems, unproven };
}

function needsOf(syncs: readonly CompiledSync[], connection: string): readonly Need[] {
  return syncs.flatMap((sync) =>
    (['left', 'right'] as const).flatMap((side) => {
      const { connection: own, object } = sync[side];
      if (own !== connection) return [];
      const away = side === 'left' ? 'left-to-right' : 'right-to-left';
      // An implied sync creates and links, and changes nothing.
      const changes =
        !sync.implied && [...sync.fields, ...sync.associations].some(({ direction }) => direction !== away);
      const wanted: Readonly<Record<Deed, boolean>> = {
        read: true,
        create: sync.createOn[side],
        update: changes,
        users: sync.fields.some((field) => field[side].type === 'user'),
      };
      const needed = deeds.filter((deed) => wanted[deed]);
      return [{ sync: sync.name, object: object.id, name: object.name, deeds: needed }];
    }),
  );
}

function lackingRights(
  connection: string,
  displayName: string,
  needs: readonly Need[],
  rights: ReadonlyMap<string, ObjectRights>,
): readonly PlacedProblem[] {
  const lacking = new Map<string, { syncs: Set<string>; names: Set<string>; deeds: Set<Deed> }>();
  for (const need of needs) {
    for (const deed of need.deeds) {
      for (const right of rights.get(need.object)?.[deed] ?? []) {
        const found = lacking.get(right) ?? { syncs: new Set(), names: new Set(), deeds: new Set() };
        lacking.set(right, found);
        found.syncs.add(need.sync);
        found.names.add(need.name);
        found.deeds.add(deed);
      }
    }
  }
  return [...lacking].map(([right, { syncs, names, deeds: wanted }]) => {
    const reads = wanted.has('read') || wanted.has('users');
    return {
      code: 'scope-missing',
      path: ['connections', connection, 'settings'],
      message:
        `The credentials of the connection "${connection}" lack ${right}: without it ${listed([...syncs])} cannot ` +
        `${listed(
          deeds.filter((deed) => wanted.has(deed)).map((deed) => deedNames[deed]),
          'or',
        )} ${displayName} ${listed([...names])}.`,
      remedy: reads
        ? `Grant it in ${displayName}, or take what needs it out of the file.`
        : `Grant it in ${displayName}, or let ${syncs.size === 1 ? 'the sync' : 'these syncs'} only read there (direction, create).`,
    };
  });
}

const deedNames: Readonly<Record<Deed, string>> = {
  read: 'read',
  create: 'create',
  update: 'change',
  users: 'tell the users of',
};

/** That records can be read is proven by the schemas, as far as they can tell. */
function unknownDeeds(needs: readonly Need[], rights: ReadonlyMap<string, ObjectRights>): readonly Deed[] {
  const unknown = needs.flatMap(({ object, deeds: needed }) =>
    needed.filter((deed) => rights.get(object)?.[deed] === undefined),
  );
  return (['create', 'update'] as const).filter((deed) => unknown.includes(deed));
}

function tellUnknown(displayName: string, unknown: readonly Deed[]): string {
  const [only] = unknown;
  const what = unknown.length === 1 && only !== undefined ? `${deedNames[only]} records` : 'write';
  return `${displayName} does not say what its key may do; whether it may ${what} shows at the first sync.`;
}

const listed = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
