/** What may go wrong in a story. */
export const faultGroups = ['calls', 'crashes', 'meddling', 'state', 'schema', 'poison', 'lag', 'skew'] as const;
export type FaultGroup = (typeof faultGroups)[number];
