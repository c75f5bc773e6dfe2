import type { Fields } from '../../contract/canonical-value.ts';
import type { HintRequest } from '../../contract/hints.ts';
import type { AssociationTarget } from '../../contract/source-record.ts';
import { ConformanceFailure } from './expectations.ts';

/** A call of the connector by what it does. */
export type ConformanceWrite = 'create' | 'update' | 'archive' | 'merge' | 'associate';

/**
 * A way into the app that does not lead through the connector: the vendor's own client, another library, plain requests.
 * It is the witness: what the connector says is believed when the probe sees the same.
 *
 * Objects, fields and association fields are named by their ids, values are canonical ones.
 */
export interface ConformanceProbe {
  /** Ids, in order. */
  create(object: string, records: readonly Fields[]): Promise<readonly string[]>;
  /** `null` clears a field. */
  update(object: string, id: string, fields: Fields): Promise<void>;
  /** As a person deletes a record. */
  remove(object: string, id: string): Promise<void>;
  /** The named fields; an empty one is `null`. `null`: the record is gone. */
  read(object: string, id: string, fields: readonly string[]): Promise<Fields | null>;
  /** Ids of all records that are there. */
  list(object: string): Promise<readonly string[]>;
  /** Only for an app that finds records by further values of a field: all that the record has. */
  setAlternates?(object: string, id: string, field: string, values: readonly string[]): Promise<void>;
  associate(object: string, id: string, field: string, target: AssociationTarget): Promise<void>;
  disassociate(object: string, id: string, field: string, target: AssociationTarget): Promise<void>;
  associations(object: string, id: string, field: string): Promise<readonly AssociationTarget[]>;
  /** How many requests of the connector the app has received. */
  requests(): number;
  /** The app carries out the connector's next write of this kind, and the answer gets lost. */
  loseNextAnswer(write: ConformanceWrite): void;
  /** Only for an app that sends hints: from here on it sends those about the object to the address. */
  openHints?(object: string, url: string): Promise<void>;
  /** Only for such an app: what it has sent to the address since it was last asked, as it was sent. */
  hintRequests?(url: string): Promise<readonly HintRequest[]>;
  /** The app refuses the connector's next request because there were too many, and does nothing. */
  refuseNext429(): void;
}

const members: readonly (keyof ConformanceProbe)[] = [
  'create',
  'update',
  'remove',
  'read',
  'list',
  'setAlternates',
  'associate',
  'disassociate',
  'associations',
  'openHints',
  'hintRequests',
  'requests',
  'loseNextAnswer',
  'refuseNext429',
];

/** Members that an app without a network has nothing for. */
const ofNetworks: readonly (keyof ConformanceProbe)[] = ['requests', 'loseNextAnswer', 'refuseNext429'];

/** The probe with every member that a test asks for: one that is missing fails the test. */
export function completeProbe(probe: Partial<ConformanceProbe>): Required<ConformanceProbe> {
  const missing = (member: keyof ConformanceProbe) => (): never => {
    throw new ConformanceFailure(
      `The probe has no ${member}, so nobody can say whether the connector keeps this promise. Add it to the probe; ` +
        (ofNetworks.includes(member)
          ? "where the app is not behind a network, say faults: 'connection'."
          : 'if there is no way to do it, list the test under `exceptions` with the reason.'),
    );
  };
  const stand: Required<ConformanceProbe> = {
    create: missing('create'),
    update: missing('update'),
    remove: missing('remove'),
    read: missing('read'),
    list: missing('list'),
    setAlternates: missing('setAlternates'),
    associate: missing('associate'),
    disassociate: missing('disassociate'),
    associations: missing('associations'),
    openHints: missing('openHints'),
    hintRequests: missing('hintRequests'),
    requests: missing('requests'),
    loseNextAnswer: missing('loseNextAnswer'),
    refuseNext429: missing('refuseNext429'),
  };
  const present = members.flatMap((member) => {
    const own = probe[member];
    return typeof own === 'function' ? [[member, own.bind(probe)]] : [];
  });
  return { ...stand, ...Object.fromEntries(present) };
}
