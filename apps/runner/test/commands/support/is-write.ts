import type { RequestCount } from '@linkwright/sandbox';

const readingPosts = /\/(search|batch\/read|listRecords|access-token-info)$/;

/** Did the request change something in an app? */
export const isWrite = ({ method, path }: RequestCount): boolean => method !== 'GET' && !readingPosts.test(path);
