import fs, { type NoParamCallback } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Brings a file to the disk, as Node does. */
export type BringToDisk = (file: number, done: NoParamCallback) => void;

/** Until the test ends, whoever asks for the disk asks this instead, which is given the real one. */
export function watchDisk(watch: (bring: BringToDisk) => BringToDisk): void {
  const { fdatasync } = fs;
  const watched = watch((file, done) => fdatasync(file, done));
  fs.fdatasync = Object.assign(watched, { __promisify__: fdatasync.__promisify__ });
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.fdatasync = fdatasync;
    syncBuiltinESMExports();
  });
}
