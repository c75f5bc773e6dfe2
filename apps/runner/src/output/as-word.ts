import { visible } from './visible.ts';

/** As one word of a command that a person types. */
export const asWord = (text: string): string => (/^[\w.@:/-]+$/.test(text) ? text : `"${visible(text)}"`);
