import type { ConnectorCapabilities } from '@linkwright/core';

/** So small that a handful of records takes several batches of each kind, and a crash has places between them. */
export const smallBatches: ConnectorCapabilities['batchLimits'] = {
  read: 2,
  lookup: 2,
  create: 2,
  update: 2,
  archive: 2,
  readAssociations: 3,
  writeAssociations: 2,
};
