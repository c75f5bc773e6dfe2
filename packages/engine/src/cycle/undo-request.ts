import type { Side } from '../store/side.ts';

export interface UndoRequest {
  readonly run: string;
  /** Ids of the records that are meant, by sync, with the sides of the file. Absent: all that the run wrote. */
  readonly records?: ReadonlyMap<string, Readonly<Record<Side, ReadonlySet<string>>>>;
  /** Names of fields, on either side. Absent: all. */
  readonly fields?: readonly string[];
  /** Records that the run made are removed also where their app removes for good. */
  readonly permanently?: boolean;
}
