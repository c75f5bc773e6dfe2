import { z } from 'zod';

const batchLimit = z.int().min(1);

const batchLimitsSchema = z.looseObject({
  read: batchLimit,
  lookup: batchLimit,
  create: batchLimit,
  update: batchLimit,
  archive: batchLimit,
  readAssociations: batchLimit,
  writeAssociations: batchLimit,
  associationTargets: batchLimit.exactOptional(),
});

const writeWay = z.enum(['inline', 'separate']);

export const capabilitiesSchema = z.looseObject({
  requiresExplicitAssociationSyncs: z.boolean(),
  associationWrites: z.looseObject({ create: writeWay, update: writeWay }),
  deletions: z.enum(['feed', 'sweep']),
  archive: z.enum(['reversible', 'permanent', 'none']),
  conditionalWrites: z.boolean(),
  echoesWrites: z.boolean().exactOptional(),
  modificationTimes: z.boolean().exactOptional(),
  merges: z.boolean().exactOptional(),
  hints: z.array(z.enum(['pull', 'push'])).exactOptional(),
  lookupDelayMs: z.number().min(0),
  batchLimits: batchLimitsSchema,
});

const capabilityShape = capabilitiesSchema.shape;

export const capabilityOverridesSchema = z.looseObject({
  requiresExplicitAssociationSyncs: capabilityShape.requiresExplicitAssociationSyncs.exactOptional(),
  associationWrites: capabilityShape.associationWrites.exactOptional(),
  deletions: capabilityShape.deletions.exactOptional(),
  archive: capabilityShape.archive.exactOptional(),
  conditionalWrites: capabilityShape.conditionalWrites.exactOptional(),
  echoesWrites: capabilityShape.echoesWrites,
  modificationTimes: capabilityShape.modificationTimes,
  merges: capabilityShape.merges,
  hints: capabilityShape.hints,
  lookupDelayMs: capabilityShape.lookupDelayMs.exactOptional(),
  batchLimits: capabilityShape.batchLimits.exactOptional(),
});
