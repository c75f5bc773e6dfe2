import type { ObjectSchema } from '@linkwright/core';
import type { CommandContext } from '../command/command-context.ts';
import type { ReversibleQuestions } from '../prompt/reversible-questions.ts';
import type { ObjectCatalogue } from '../session/object-catalogue.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import type { LinkCount } from '../suggest/count-links.ts';
import type { KeyCount } from '../suggest/count-repeats.ts';
import type { Draft } from './draft.ts';
import type { SetupFlags } from './setup-flags.ts';

/** What every step of the wizard works with. */
export interface SetupContext {
  readonly command: CommandContext;
  /** `null`: nobody is there to answer; the flags hold everything. */
  readonly ask: ReversibleQuestions | null;
  readonly flags: SetupFlags;
  readonly draft: Draft;
  /** By name; filled as connections are chosen. */
  readonly connections: Map<string, OpenConnection>;
  /** The settings that each of them was opened with. */
  readonly openedWith: Map<string, string>;
  readonly catalogue: ObjectCatalogue;
  /** What has been read of the apps, so that going back reads nothing twice. */
  readonly counted: Map<string, Promise<KeyCount>>;
  readonly countedLinks: Map<string, Promise<LinkCount>>;
}

/** One end of the object sync that is being set up. */
export interface SetupEnd {
  readonly side: 'left' | 'right';
  readonly connection: string;
  readonly object: ObjectSchema;
}

export interface SetupPair {
  readonly left: SetupEnd;
  readonly right: SetupEnd;
}

/** `Airtable People` */
export const placeOf = ({ catalogue }: Pick<SetupContext, 'catalogue'>, end: SetupEnd): string =>
  `${catalogue.connection(end.connection).displayName} ${end.object.name}`;
