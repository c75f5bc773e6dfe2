import { dirname, join } from 'node:path';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { check } from '../operations/check.ts';
import type { Work } from '../session/work.ts';
import { fileStamp } from './file-stamp.ts';
import { toldProblems } from './told-problems.ts';

/** After so many milliseconds a changed file that could not be judged, because an app was down, is judged again. */
const judgeAgainMs = 60_000;

/** What became of a look at a file. */
export type Noticed =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'taken-over'; readonly loaded: LoadedConfiguration }
  /** `isNew`: nobody has been told yet. */
  | { readonly kind: 'rejected'; readonly problems: readonly string[]; readonly isNew: boolean };

/** The file of a workspace that is served, and the `.env` beside it: what has changed is judged before it counts. */
export class WatchedFile {
  readonly file: string;
  #stamp: string;
  #rejectedStamp: string | null = null;
  #judgedAt = 0;

  private constructor(file: string, stamp: string) {
    this.file = file;
    this.#stamp = stamp;
  }

  /** Reads it as it is; whether it is right is for the caller. */
  static async open(
    file: string,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<{ readonly watched: WatchedFile; readonly loaded: LoadedConfiguration }> {
    // Whatever changes while it is read is noticed by the next look.
    const watched = new WatchedFile(file, stampOf(file));
    return { watched, loaded: await loadConfiguration(file, environment) };
  }

  /** It was changed and is not right. */
  get isRejected(): boolean {
    return this.#rejectedStamp !== null;
  }

  /** `workOn`: work on a file that has been read. */
  async notice(
    { loaded: before, now }: Pick<Work, 'loaded' | 'now'>,
    environment: Readonly<Record<string, string | undefined>>,
    workOn: (loaded: LoadedConfiguration) => Work,
  ): Promise<Noticed> {
    const stamp = stampOf(this.file);
    if (stamp === this.#stamp) {
      if (!this.isRejected) return { kind: 'unchanged' };
      // Somebody has put the former file back in its place.
      this.#rejectedStamp = null;
      return { kind: 'taken-over', loaded: before };
    }
    const isNew = stamp !== this.#rejectedStamp;
    if (!isNew && now() - this.#judgedAt < judgeAgainMs) return { kind: 'unchanged' };
    this.#judgedAt = now();
    const judged = await this.#judge(before, environment, workOn);
    if ('problems' in judged) {
      this.#rejectedStamp = stamp;
      return { kind: 'rejected', problems: judged.problems, isNew };
    }
    this.#stamp = stamp;
    this.#rejectedStamp = null;
    return { kind: 'taken-over', loaded: judged.loaded };
  }

  async #judge(
    { state: before }: LoadedConfiguration,
    environment: Readonly<Record<string, string | undefined>>,
    workOn: (loaded: LoadedConfiguration) => Work,
  ): Promise<{ readonly loaded: LoadedConfiguration } | { readonly problems: readonly string[] }> {
    let work: Work | null = null;
    try {
      const loaded = await loadConfiguration(this.file, environment);
      work = workOn(loaded);
      const { place, schema } = loaded.state;
      if (place !== before.place || schema !== before.schema) {
        return { problems: ['The state lies elsewhere in the changed file: restart the service for that.'] };
      }
      await check(work);
      return { loaded };
    } catch (error) {
      return { problems: toldProblems(error, work ?? { redact: (text) => text }) };
    }
  }
}

/** Changes with the file and with the `.env` beside it. */
const stampOf = (file: string): string => `${fileStamp(file)} ${fileStamp(join(dirname(file), '.env'))}`;
