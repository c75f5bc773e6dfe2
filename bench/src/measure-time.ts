/** `cpuSeconds`: what the processors worked for it, which other programs of a busy machine do not add to. */
export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export async function measureTime(work: () => Promise<void>): Promise<Measured> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpuSeconds: (user + system) / 1_000_000 };
}
