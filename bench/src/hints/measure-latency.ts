import { setTimeout as wait } from 'node:timers/promises';
import type { Sample } from '../sample.ts';
import { freePort, type HintedWorkspace, runCommand, startCommand } from './command-process.ts';
import type { EditedSide } from './edited-side.ts';

/** How long changes took, in seconds, from the app's answer to the edit until the other app shows it. */
export interface Latencies {
  /** Of the app that was edited. */
  readonly from: string;
  readonly seconds: readonly number[];
}

export interface LatencyToMeasure {
  readonly apps: HintedWorkspace & { readonly sample: Sample };
  readonly sides: readonly [EditedSide, EditedSide];
  /** The service has an address that the apps reach. */
  readonly isCalled: boolean;
  /** Tells the apps which address to call, where a person does that. Before the service begins. */
  readonly paste?: (publicUrl: string) => Promise<void>;
  readonly edits: number;
  readonly progress: (text: string) => void;
}

/** Airtable takes five calls a second of everybody together, so nobody looks more often. */
const lookEveryMs = 500;
/** Nothing that an app tells takes as long. */
const patienceMs = 600_000;

/** People change a record in either app in turn, some ten to thirty seconds apart. */
export async function measureLatency({
  apps,
  sides,
  isCalled,
  paste,
  edits,
  progress,
}: LatencyToMeasure): Promise<readonly Latencies[]> {
  await runCommand(apps, ['-q', 'sync', '--yes']);
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  await paste?.(publicUrl);
  const more: Record<string, string> = isCalled ? { LINKWRIGHT_PUBLIC_URL: publicUrl } : {};
  const service = startCommand(apps, ['start', '--port', String(port), '--log-level', 'warn'], more);
  try {
    // The feeds are open, and what the service did by itself has come back.
    await wait(45_000);
    // As many as the first page of a list holds.
    const emails = apps.sample.contacts.slice(0, 50).map(({ email }) => email);
    const seconds: [number[], number[]] = [[], []];
    for (let edit = 0; edit < edits; edit += 1) {
      const email = emails[edit % emails.length] ?? '';
      const title = `Title ${edit}`;
      const from = edit % 2 === 0 ? 0 : 1;
      await sides[from].setTitle(email, title);
      const other = sides[1 - from] ?? sides[0];
      seconds[from].push(await until(async () => (await other.title(email)) === title));
      progress(`${sides[from].name}, ${edit + 1} of ${edits}: ${seconds[from].at(-1)?.toFixed(1)} s`);
      await wait(10_000 + ((edit * 7_919) % 20_000));
    }
    return sides.map(({ name }, index) => ({ from: name, seconds: seconds[index] ?? [] }));
  } finally {
    await service.end();
    if (service.said() !== '') progress(service.said());
  }
}

async function until(holds: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await holds()) return (performance.now() - startedAt) / 1000;
    if (performance.now() - startedAt > patienceMs)
      throw new Error('A change was not on the other side in ten minutes.');
    await wait(lookEveryMs);
  }
}
