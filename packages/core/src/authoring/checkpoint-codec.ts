import { z } from 'zod';
import { type Checkpoint, checkpointUnknown } from '../contract/source-record.ts';
import { ContractError } from '../errors/linkwright-error.ts';

export interface CheckpointCodec<State> {
  /**
   * What a checkpoint says. Throws a `ContractError` with the code `checkpointUnknown` for one of another version or shape,
   * and for what is no JSON; the engine then compares everything.
   */
  read(checkpoint: Checkpoint): State;
  write(state: State): Checkpoint;
}

/**
 * Checkpoints of one connector: `{"v":1,…}`, with the state beside its version. Raise `version` when the state means something
 * else than before; the schema need not know of `v`.
 *
 * @example
 * ```ts
 * const checkpoints = createCheckpointCodec({ appName: 'Notes', version: 1, schema: z.object({ after: z.string() }) });
 * checkpoints.write({ after: '17' }); // '{"v":1,"after":"17"}'
 * ```
 */
export function createCheckpointCodec<State extends object>({
  appName,
  version,
  schema,
}: {
  /** For people, in messages. */
  readonly appName: string;
  readonly version: number;
  readonly schema: z.ZodType<State>;
}): CheckpointCodec<State> {
  const versioned = z.looseObject({ v: z.literal(version) });
  return {
    read(checkpoint) {
      const { data } = versioned.safeParse(parseJson(checkpoint));
      const { v: _, ...state } = data ?? { v: version };
      const parsed = data === undefined ? null : schema.safeParse(state);
      if (parsed?.success === true) return parsed.data;
      throw new ContractError(`The stored checkpoint is not one that the ${appName} connector can read.`, {
        code: checkpointUnknown,
      });
    },
    write: (state) => JSON.stringify({ v: version, ...state }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
