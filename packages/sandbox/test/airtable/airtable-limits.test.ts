import { describe, expect, it } from 'vitest';
import type { AirtableOptions } from '../../src/airtable/airtable-app.ts';
import { startWorld, type World } from './world.ts';

async function startLimited(options: AirtableOptions = {}, speed = 1): Promise<{ world: World; path: string }> {
  const world = await startWorld(options, speed);
  const base = await world.createBase([{ name: 'T', fields: [{ name: 'Name', type: 'singleLineText' }] }]);
  world.clock.now += 1000;
  return { world, path: `/v0/${base.id}/T` };
}

async function statuses(world: World, path: string, count: number, token?: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call += 1) found.push((await world.call('GET', path, undefined, token)).status);
  return found;
}

describe('limits', () => {
  it('admits five calls a second to a base, then refuses for 30 seconds', async () => {
    const { world, path } = await startLimited();
    expect(await statuses(world, path, 5)).toEqual([200, 200, 200, 200, 200]);
    const refused = await world.call('GET', path, undefined, 'another');
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { type: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' } },
    });
    expect(refused.headers.get('retry-after')).toBeNull();
    world.clock.now += 29_999;
    expect(await statuses(world, path, 1)).toEqual([429]);
    world.clock.now += 1;
    expect(await statuses(world, path, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('slides: a second after a call there is room for the next', async () => {
    const { world, path } = await startLimited();
    for (let call = 0; call < 20; call += 1) {
      expect(await statuses(world, path, 1)).toEqual([200]);
      world.clock.now += 200;
    }
    world.clock.now += 799;
    expect(await statuses(world, path, 4)).toEqual([200, 200, 200, 200]);
    world.clock.now += 1000;
    expect(await statuses(world, path, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('counts each base for itself, metadata included', async () => {
    const { world, path } = await startLimited();
    const other = await world.createBase([{ name: 'T', fields: [{ name: 'Name', type: 'singleLineText' }] }]);
    const [, , baseId] = path.split('/');
    expect(await statuses(world, `/v0/meta/bases/${baseId}/tables`, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(world, path, 1)).toEqual([429]);
    expect(await statuses(world, `/v0/${other.id}/T`, 1)).toEqual([200]);
  });

  it('admits fifty calls a second to a token', async () => {
    const { world } = await startLimited();
    expect(await statuses(world, '/v0/meta/bases', 51)).toEqual([...Array(50).fill(200), 429]);
    expect(await statuses(world, '/v0/meta/bases', 1, 'another')).toEqual([200]);
  });

  it('runs faster with the sandbox, and says so', async () => {
    const { world, path } = await startLimited({}, 10);
    const first = await world.call('GET', path);
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=50;w=1');
    expect(await statuses(world, path, 50)).toEqual([...Array(49).fill(200), 429]);
    world.clock.now += 3000;
    expect(await statuses(world, path, 1)).toEqual([200]);
  });

  it("reaches the vendor's client as an error", async () => {
    const { world, path } = await startLimited();
    const [, , baseId = ''] = path.split('/');
    await statuses(world, path, 5);
    await expect(world.sdk(baseId)('T').create({ Name: 'x' })).rejects.toMatchObject({
      error: 'TOO_MANY_REQUESTS',
      statusCode: 429,
    });
    world.clock.now += 30_000;
    expect(await world.sdk(baseId)('T').select().all()).toEqual([]);
  });

  it('can be switched off', async () => {
    const { world, path } = await startLimited({ limits: false });
    expect(await statuses(world, path, 60)).toEqual(Array(60).fill(200));
    expect((await world.call('GET', path)).headers.get('ratelimit-policy')).toBe('"default";q=1000000;w=1');
  });

  it('stops at the monthly number of calls until the month is over, except for metadata', async () => {
    const { world, path } = await startLimited({ limits: false, monthlyCalls: 2 });
    expect(await statuses(world, path, 2)).toEqual([200, 200]);
    expect(await world.call('GET', path)).toMatchObject({
      status: 429,
      body: { error: { type: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' } },
    });
    expect(await statuses(world, '/v0/meta/bases', 1)).toEqual([200]);
    world.clock.now = Date.parse('2025-04-01T00:00:00.000Z');
    expect(await statuses(world, path, 1)).toEqual([200]);
  });
});
