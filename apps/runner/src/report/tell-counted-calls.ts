import type { CountedCalls } from '../operations/documents/document-parts.ts';
import { formatNumber } from '../output/format-number.ts';
import type { TimeOf } from './tell-time.ts';

/** `the app has counted 1,200 of 625,000 calls, all programs together (5 minutes ago)` */
export const tellCountedCalls = ({ used, allowed, at }: CountedCalls, timeOf: TimeOf): string =>
  `the app has counted ${formatNumber(used)} of ${formatNumber(allowed)} calls, all programs together (${timeOf(at)})`;
