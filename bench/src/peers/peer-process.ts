import type { Measured } from '../measure-time.ts';

const count = Number(process.argv[2]);
const chunkSize = 1000;

/** What both sides are asked to exchange at once. The peers' own default of 100 takes them longer. */
export const peerBatch = 1000;

/** The records that the process was told to sync, by number. */
export const peerRecords = {
  count,
  chunks: Array.from({ length: Math.ceil(count / chunkSize) }, (_, chunk) =>
    Array.from({ length: Math.min(chunkSize, count - chunk * chunkSize) }, (_, index) => chunk * chunkSize + index),
  ),
};

/** A figure says nothing if the work was not done. */
export function printPeer(measured: Measured, arrived: number): void {
  if (arrived !== count) throw new Error(`${arrived} of ${count} records arrived`);
  console.log(JSON.stringify(measured));
}
