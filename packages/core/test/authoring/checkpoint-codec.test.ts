import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkpointUnknown, createCheckpointCodec, isErrorOfKind } from '../../src/index.ts';

const schema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('list'), after: z.string() }),
  z.object({ mode: z.literal('since'), since: z.number() }),
]);
const codec = createCheckpointCodec({ appName: 'Notes', version: 2, schema });

test('what is written is read again, and is JSON that bears its version', () => {
  const state = { mode: 'list', after: '{"v":9}' } as const;
  const checkpoint = codec.write(state);
  expect(JSON.parse(checkpoint)).toEqual({ v: 2, mode: 'list', after: '{"v":9}' });
  expect(codec.read(checkpoint)).toEqual(state);
});

test.each([
  ['another version', '{"v":1,"mode":"list","after":"7"}'],
  ['a version as text', '{"v":"2","mode":"list","after":"7"}'],
  ['no version', '{"mode":"list","after":"7"}'],
  ['another shape', '{"v":2,"mode":"list"}'],
  ['a half of it', '{"v":2,"mode":"li'],
  ['no JSON', 'yesterday'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[2]'],
])('%s is a checkpoint that nobody guesses at', (_what, checkpoint) => {
  const read = () => codec.read(checkpoint);
  expect(read).toThrow('The stored checkpoint is not one that the Notes connector can read.');
  try {
    read();
  } catch (error) {
    expect(isErrorOfKind(error, 'contract') && error.code).toBe(checkpointUnknown);
  }
});
