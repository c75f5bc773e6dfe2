import { readFileSync } from 'node:fs';
import { readReleasedCheckpoints, releasedCheckpointsSchema } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import connector from '../src/index.ts';
import { create, probe, roles } from './support/conformance-world.ts';

/** Those of every release, which lie in states that are out there. None is ever taken out or edited; a release adds its own. */
const file = new URL('./fixtures/released-checkpoints.json', import.meta.url);
const released = releasedCheckpointsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

it.each(released)(
  'a checkpoint of release $release ($what) is read on from, and nothing is lost',
  async ({ checkpoint }) => {
    const { edited, read } = await readReleasedCheckpoints({
      connector,
      create,
      probe,
      text: roles.target.text,
      checkpoint,
    });
    expect(read).toContain(edited);
  },
);
