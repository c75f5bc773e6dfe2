/** A read under way, or done, that several callers wait for. */
export interface SharedRead<Value> {
  readonly value: Promise<Value>;
  /** Of the caller that began it. */
  readonly signal: AbortSignal;
}

/**
 * What the read under way gives, or a new one. Calls run concurrently: if the caller that began the read gives up, the
 * others are not to fail with it, so one of them begins again. A read that failed has to be forgotten by `current`.
 */
export async function joinRead<Value>(
  current: () => SharedRead<Value> | null,
  begin: () => Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  for (let reading = current(); reading !== null; reading = current()) {
    try {
      return await reading.value;
    } catch (error) {
      if (signal.aborted || !reading.signal.aborted) throw error;
    }
  }
  return begin();
}
