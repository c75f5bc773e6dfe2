import type { Size } from './sample.ts';

export interface BenchOptions {
  readonly size: Size;
  /** Changed records or associations of one cycle. */
  readonly changed: number;
  /** Size that the naive script is run with. */
  readonly naive: Size;
  /** Records that pass between two apps in memory. */
  readonly throughput: number;
  /** Ten times as many once more. */
  readonly tenfold: boolean;
  /** Packs and installs the command too, from what the registry has of others. */
  readonly installation: boolean;
  /** The vendors' rates, so many times faster; with Kintone a quarter of it. */
  readonly speed: number;
  /** Told what is going on. */
  readonly progress: (text: string) => void;
}
