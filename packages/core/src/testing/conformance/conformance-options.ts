import type { CanonicalValue } from '../../contract/canonical-value.ts';
import type { ConnectorCapabilities } from '../../contract/capabilities.ts';
import type { ConnectContext, Connector } from '../../contract/connector.ts';
import type { FieldType } from '../../contract/object-schema.ts';
import type { ConformanceProbe } from './conformance-probe.ts';

/** What the suite needs of a test runner; vitest and node:test have it. */
export interface ConformanceRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

export interface ConformanceOptions<World extends ConformanceWorld> {
  /** Stands before the names of the groups. */
  readonly name: string;
  readonly test: ConformanceRunner;
  /** Its capabilities choose the tests. */
  readonly connector: Connector<unknown>;
  /** Where the two objects differ from the connector; what `describeObjects` says of them has to agree. */
  readonly capabilities?: Partial<ConnectorCapabilities>;
  readonly settings: ConformanceSettings;
  readonly roles: ConformanceRoles;
  /** So many records take three pages of a full read, at least. */
  readonly threePages: number;
  /** A world of its own for each test: no test sees what another one left behind. */
  create(): Promise<World>;
  /** The way into the same world past the connector. A member that is missing fails the tests that need it. */
  probe(world: World): Partial<ConformanceProbe>;
  /**
   * Where answers are lost and requests are counted: in front of the `app`, by the probe (default), or around the
   * `connection`, by the suite, where there is no network that a probe could stand in: a write goes through and its answer
   * is thrown away, and what the connector reports is taken for the requests. The names of the groups say so.
   */
  readonly faults?: FaultPlace;
  /** So long a call may take before it counts as one without an answer, in milliseconds of the machine. Default: 20,000. */
  readonly patienceMs?: number;
  /** Tests that the connector cannot pass. They run all the same: one that passes, or that is not there, fails. */
  readonly exceptions?: readonly ConformanceException[];
}

export type FaultPlace = 'app' | 'connection';

export interface ConformanceException {
  /** The exact name of the test. */
  readonly test: string;
  readonly reason: string;
}

export interface ConformanceSettings {
  /** Keys without which the schema refuses the settings. */
  readonly required: readonly string[];
  /** Keys whose values nobody may ever see. Make the values long: they are looked for in errors and logs. Empty: none. */
  readonly secrets: readonly string[];
  /** Values of settings that the app refuses: a wrong token. Absent: the app asks for no credentials. */
  readonly refused?: Readonly<Record<string, unknown>>;
  /** Values of settings that lead where nobody answers. Absent: the app is in no other place. */
  readonly unreachable?: Readonly<Record<string, unknown>>;
}

/** A field, and a value that it takes where the suite cannot make one up (a user of the app). */
export type FieldRole = string | { readonly field: string; readonly value: CanonicalValue };

/**
 * Which part each field plays, by its name or id. All of them can be written. What the app has none of is left out, and
 * the tests about it with it; the suite compares that with the schema.
 */
export interface ConformanceRoles {
  readonly source: {
    /** Takes any text. Records are told apart by it. */
    readonly text: string;
    /** One field for each further type that the object has, by type. */
    readonly fields?: Readonly<Partial<Record<FieldType, FieldRole>>>;
    /** The app refuses a second record with the same value. */
    readonly unique?: string;
    /** An e-mail field by whose further values (`alternateKeys`) the app finds a record too. */
    readonly alternate?: string;
    /** An upsert can name it: a text field that records are recognized by. */
    readonly identity?: string;
    /** A value that the app does not take. */
    readonly refused: { readonly field: string; readonly value: CanonicalValue };
    /** An association field towards the target that holds several. It or `one` is needed where there is one that can be written. */
    readonly many?: string;
    /** One that holds a single target and is not a mark. */
    readonly one?: string;
    /** A mark on `many` that holds a single target. */
    readonly mark?: string;
  };
  readonly target: {
    readonly text: string;
  };
}

/** An app with two empty objects, for one test. */
export interface ConformanceWorld {
  /** As a user writes them; each call of `create` leads into an app of its own. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ids of the objects. */
  readonly objects: { readonly source: string; readonly target: string };
  /**
   * The clock that the app lives by, and limits and credentials where the account needs real ones. Default: a test
   * clock, and limits that keep pauses and nothing else.
   */
  readonly context?: Partial<Pick<ConnectContext, 'clock' | 'limits' | 'credentials'>>;
  /** Lets pass what makes a write visible to changes and look-ups. Default: a minute on the context's clock. */
  settle?(): Promise<void>;
  close(): Promise<void>;
}
