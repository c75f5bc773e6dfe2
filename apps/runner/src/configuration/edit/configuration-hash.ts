import { createHash } from 'node:crypto';

/** Changes with the text of a file: whoever sends a change says by it which text it was made from. */
export const configurationHash = (text: string): string => createHash('sha256').update(text).digest('base64url');
