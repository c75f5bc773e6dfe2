import type { RateLimit } from '@linkwright/core';

/**
 * Reads `RateLimit-Policy: "default";q=100;w=10, "search";q=5;w=1` (IETF draft): a quota of q requests per window of
 * w seconds. The policy's name is taken for the name of a bucket. Policies without a window are left out.
 */
export function readRateLimitPolicies(header: string | undefined): ReadonlyMap<string, RateLimit> {
  const policies = new Map<string, RateLimit>();
  for (const item of header?.split(',') ?? []) {
    const [name, ...parameters] = item.split(';').map((part) => part.trim());
    const bucket = /^"([^"]+)"$/.exec(name ?? '')?.[1];
    const quota = numberOf(parameters, 'q');
    const seconds = numberOf(parameters, 'w');
    if (bucket === undefined || quota === null || seconds === null) continue;
    policies.set(bucket, { requests: quota, perMs: seconds * 1000 });
  }
  return policies;
}

function numberOf(parameters: readonly string[], name: string): number | null {
  const text = parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}
