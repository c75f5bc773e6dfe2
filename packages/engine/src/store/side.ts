/** The two ends of a pair. Inside the engine the order is that of the accounts, not of the file (see compile). */
export type Side = 'left' | 'right';

export const sides: readonly Side[] = ['left', 'right'];

export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');
export const sideNumber = (side: Side): 0 | 1 => (side === 'left' ? 0 : 1);
export const sideOf = (number: number): Side => (number === 0 ? 'left' : 'right');
export const sideColumn = (side: Side): 'left_record' | 'right_record' =>
  side === 'left' ? 'left_record' : 'right_record';
