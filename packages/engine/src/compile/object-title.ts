import type { ObjectSummary } from '@linkwright/core';

/** What a person calls an object. A name that is only a number (a Kintone app) is told with the label that people know. */
export const objectTitle = ({ name, label }: Pick<ObjectSummary, 'name' | 'label'>): string =>
  /^\d+$/.test(name) && label !== name && label !== '' ? `${label} (${name})` : name;
