import { z } from 'zod';
import type { Connector } from '../contract/connector.ts';
import type { Checkpoint } from '../contract/source-record.ts';
import type { ConformanceWorld } from './conformance/conformance-options.ts';
import { type ConformanceProbe, completeProbe } from './conformance/conformance-probe.ts';
import { createTestContext } from './test-context.ts';

/** A file of checkpoints as the releases of a connector wrote them. */
export const releasedCheckpointsSchema = z.array(
  z.strictObject({ release: z.string(), what: z.string(), checkpoint: z.string() }),
);

/**
 * Reads on from a checkpoint of an earlier release, in a world where a record was edited since, until there is nothing more.
 * `edited`: the id of that record, which `read` has to hold. Throws what `readChanges` throws for a checkpoint that it cannot read.
 */
export async function readReleasedCheckpoints<World extends ConformanceWorld, Settings>(options: {
  readonly connector: Connector<Settings>;
  create(): Promise<World>;
  probe(world: World): Partial<ConformanceProbe>;
  /** Name of a text field of the target object. */
  readonly text: string;
  readonly checkpoint: Checkpoint;
}): Promise<{ readonly edited: string; readonly read: readonly string[] }> {
  const { connector, text } = options;
  const world = await options.create();
  const probe = completeProbe(options.probe(world));
  const context = createTestContext(world.context);
  const connection = connector.connect(connector.settings.parse(world.settings), context);
  const { signal } = new AbortController();
  try {
    const object = world.objects.target;
    const [schema] = await connection.describeObjects({ objects: [object] }, { signal });
    const field = schema?.fields.find(({ id, name }) => id === text || name === text)?.id ?? text;
    const [edited = ''] = await probe.create(object, [{ [field]: 'before' }, { [field]: 'beside' }]);
    await context.clock.sleep(anHour, signal);
    await probe.update(object, edited, { [field]: 'after' });
    await context.clock.sleep(anHour, signal);
    const read: string[] = [];
    let since = options.checkpoint;
    // The read that was under way, and the one after it.
    for (let round = 0; round < 2; round += 1) {
      for await (const page of connection.readChanges(
        { object, since, fields: [field], associations: [] },
        { signal },
      )) {
        read.push(...page.records.filter(({ fields }) => fields[field] === 'after').map(({ id }) => id));
        since = page.checkpoint;
      }
    }
    return { edited, read };
  } finally {
    await connection.close();
    await world.close();
  }
}

/** Longer than any checkpoint of the fixtures reaches back, on the world's own clock. */
const anHour = 3_600_000;
