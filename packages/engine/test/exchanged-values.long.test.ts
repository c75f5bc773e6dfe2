import { describe, expect, test } from 'vitest';
import { dieInExchange, leads } from './support/exchange.ts';

describe.each(['before', 'after'] as const)('a process that dies %s any step', (moment) => {
  test.each([
    { way: 'an optional field', options: {} },
    { way: 'a required field', options: { field: { required: true } } },
    {
      way: 'answers that show nothing',
      options: { right: { capabilities: { echoesWrites: false, conditionalWrites: true } } },
    },
    { way: 'a third list', options: { more: leads } },
  ])('leaves an exchange that the next one finishes: $way', async ({ options }) => {
    expect(await dieInExchange(moment, options)).toBeGreaterThan(15);
  });
});
