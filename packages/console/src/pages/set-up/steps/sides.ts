import type { Ends } from '../../../api/set-up-queries.ts';

export type Side = 'left' | 'right';
export const sides = ['left', 'right'] as const satisfies readonly Side[];

/** `hubspot companies` */
export const placeOf = (ends: Ends, side: Side): string => `${ends[side].connection} ${ends[side].object}`;
