import type { CallUsage } from '@linkwright/core';
import type { HubspotClient } from './hubspot-client.ts';

/** What HubSpot could not count it gives as nought. */
const counted: readonly string[] = ['SUCCESS', 'CACHED'];

/** Of several counts the one that is nearest to its end. `null`: HubSpot tells none to this key. */
export async function readCallUsage(
  client: Pick<HubspotClient, 'callUsage'>,
  signal: AbortSignal,
): Promise<CallUsage | null> {
  const results = (await client.callUsage(signal)).filter(
    ({ fetchStatus, usageLimit }) => counted.includes(fetchStatus) && usageLimit > 0,
  );
  const [nearest] = results.toSorted((a, b) => b.currentUsage / b.usageLimit - a.currentUsage / a.usageLimit);
  if (nearest === undefined) return null;
  const resetsAt = Date.parse(nearest.resetsAt ?? '');
  return {
    used: nearest.currentUsage,
    allowed: nearest.usageLimit,
    ...(Number.isFinite(resetsAt) && { resetsAt }),
  };
}
