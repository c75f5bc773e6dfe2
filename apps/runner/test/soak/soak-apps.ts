import {
  type AppConnection,
  AuthenticationError,
  type Connector,
  defineConnector,
  RetryableError,
} from '@linkwright/core';
import { createInMemoryApp, createInMemoryConnector, type InMemoryApp } from '@linkwright/core/testing';
import { z } from 'zod';

export const appNames = ['hub', 'shop', 'desk'] as const;
export type AppName = (typeof appNames)[number];

/** Three apps in memory, and what goes wrong with them. */
export interface SoakApps {
  readonly apps: Readonly<Record<AppName, InMemoryApp>>;
  readonly connectors: Readonly<Record<AppName, Connector<unknown>>>;
  /** Apps that cannot be reached. */
  readonly down: Set<AppName>;
  /** What the apps accept. */
  readonly tokens: Record<AppName, string>;
  /** How many calls each has got. */
  readonly calls: Record<AppName, number>;
  /** After so many further calls the process dies, before or after the app has done what it was asked. */
  dieIn(calls: number, die: () => void): void;
  /** Calls of processes that have died go nowhere. */
  readonly life: { number: number };
}

const settingsSchema = z.object({ token: z.string() });

export function createSoakApps(random: () => number): SoakApps {
  const life = { number: 1 };
  const down = new Set<AppName>();
  const tokens: Record<AppName, string> = { hub: 'hub-1', shop: 'shop-1', desk: 'desk-1' };
  const calls: Record<AppName, number> = { hub: 0, shop: 0, desk: 0 };
  let death: { left: number; readonly die: () => void } | null = null;

  /** Throws what keeps the call from being made. */
  function begin(name: AppName, token: string, born: number): void {
    if (born !== life.number) throw new Error('the process is dead');
    calls[name] += 1;
    if (down.has(name)) {
      throw new RetryableError(`${name} cannot be reached.`, { code: 'app-unreachable', remedy: 'Try again later.' });
    }
    if (token !== tokens[name]) {
      throw new AuthenticationError(`${name} does not know this token.`, {
        code: 'token-refused',
        remedy: 'Exchange it.',
      });
    }
    if (death !== null) death.left -= 1;
    if (death !== null && death.left <= 0 && random() < 0.5) perish();
  }

  /** The same after the call: the app has done it, and nobody hears of it. */
  function end(): void {
    if (death !== null && death.left <= 0) perish();
  }

  function perish(): never {
    const { die } = death ?? { die: () => undefined };
    death = null;
    die();
    life.number += 1;
    throw new Error('the process is dead');
  }

  function guarded(name: AppName, app: AppConnection, token: string): AppConnection {
    const born = life.number;
    return new Proxy(app, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function' || key === 'close' || key === 'recordUrl') {
          return typeof member === 'function' ? member.bind(target) : member;
        }
        if (key === 'readChanges' || key === 'listIds') {
          return async function* (...given: readonly unknown[]) {
            begin(name, token, born);
            for await (const page of Reflect.apply(member, target, given) as AsyncIterable<unknown>) {
              if (born !== life.number) throw new Error('the process is dead');
              yield page;
            }
          };
        }
        return async (...given: readonly unknown[]) => {
          begin(name, token, born);
          const answer: unknown = await Reflect.apply(member, target, given);
          end();
          return answer;
        };
      },
    });
  }

  const made = appNames.map((name) => {
    const app = createInMemoryApp({
      name,
      objects: objectsOf(),
      clock: { now: Date.now, sleep: async () => undefined },
    });
    const connector = createInMemoryConnector(app, { name, displayName: name, settings: settingsSchema });
    const { connect } = connector;
    const own = defineConnector<unknown>({
      ...connector,
      connect: (settings, context) => guarded(name, connect(settings, context), settingsSchema.parse(settings).token),
    });
    return [name, { app, own }] as const;
  });
  const of = <Value>(pick: (one: (typeof made)[number][1]) => Value): Record<AppName, Value> =>
    Object.fromEntries(made.map(([name, one]) => [name, pick(one)])) as Record<AppName, Value>;
  return {
    apps: of(({ app }) => app),
    connectors: of(({ own }) => own),
    down,
    tokens,
    calls,
    life,
    dieIn: (left, die) => {
      death = { left, die };
    },
  };
}

const objectsOf = () => [
  {
    id: 'firm',
    fields: [
      { id: 'domain', type: 'text' as const, unique: true },
      { id: 'name', type: 'text' as const },
    ],
  },
  {
    id: 'person',
    displayField: 'email',
    fields: [
      { id: 'email', type: 'email' as const, unique: true },
      { id: 'given', type: 'text' as const },
      { id: 'phone', type: 'text' as const },
    ],
    associations: [{ id: 'firm', targets: ['firm'], cardinality: 'one' as const }],
  },
  {
    id: 'deal',
    fields: [
      { id: 'number', type: 'text' as const, unique: true },
      { id: 'stage', type: 'text' as const },
    ],
    associations: [{ id: 'people', targets: ['person'], cardinality: 'many' as const }],
  },
];

/** What somebody sees in an app: records by their keys, and what they are associated with. */
export function shown(app: InMemoryApp, { phones }: { readonly phones: boolean }): object {
  const keyOf = new Map(
    [
      ['firm', 'domain'],
      ['person', 'email'],
      ['deal', 'number'],
    ].flatMap(([object = '', key = '']) =>
      app.readAll(object).map(({ id, fields }) => [id, String(fields[key])] as const),
    ),
  );
  return Object.fromEntries(
    ['firm', 'person', 'deal'].map((object) => [
      object,
      Object.fromEntries(
        app
          .readAll(object)
          .map(({ id, fields: { phone, ...fields }, associations = {} }) => [
            keyOf.get(id) ?? id,
            {
              ...fields,
              ...(phones && { phone }),
              linked: Object.values(associations)
                .flat()
                .map((target) => ('id' in target ? keyOf.get(target.id) : target.key))
                .sort(),
            },
          ])
          .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
      ),
    ]),
  );
}
