import { z } from 'zod';

/** Described as integers; in every documented answer they are texts, and either is taken. */
export const whole = z.union([z.int(), z.string().regex(/^-?\d*$/)]);
/** Described as booleans of the format `boolean`. */
export const textFlag = z.boolean();
export const moment = z.iso.datetime();
