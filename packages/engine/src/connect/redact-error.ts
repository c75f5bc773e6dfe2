import type { AssociationOutcome, MergeOutcome, WriteOutcome } from '@linkwright/core';

/** Outcomes are kept: what they say for people must not hold what the host knows to be secret. */
export function redactOutcome<Outcome extends WriteOutcome | AssociationOutcome | MergeOutcome>(
  outcome: Outcome,
  redact: (text: string) => string,
): Outcome {
  if ('error' in outcome) redactError(outcome.error, redact);
  if (outcome.kind === 'written') for (const { error } of outcome.refused ?? []) redactError(error, redact);
  return outcome;
}

/** In place: who threw it, and why, stays as it is. */
export function redactError(error: unknown, redact: (text: string) => string): void {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    for (const key of ['message', 'stack', 'remedy']) {
      const text: unknown = Reflect.get(one, key);
      if (typeof text !== 'string') continue;
      const redacted = redact(text);
      if (redacted !== text) Reflect.set(one, key, redacted);
    }
  }
}
