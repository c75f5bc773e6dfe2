import { z } from 'zod';
import { HubspotFailure, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { readBody, readFlag } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import { isoTime } from '../hubspot-times.ts';
import type { ObjectSpace } from '../portal.ts';
import type { Pipeline, PipelineStage } from './pipeline-store.ts';

const metadataInput = z.record(z.string(), z.coerce.string());
const stageInput = z.looseObject({
  label: z.string(),
  displayOrder: z.number(),
  metadata: metadataInput.default({}),
  stageId: z.string().optional(),
});
const pipelineInput = z.looseObject({
  label: z.string(),
  displayOrder: z.number(),
  stages: z.array(stageInput),
  pipelineId: z.string().optional(),
});
const pipelinePatch = z.looseObject({ label: z.string().optional(), displayOrder: z.number().optional() });
const stagePatch = z.looseObject({
  label: z.string().optional(),
  displayOrder: z.number().optional(),
  metadata: metadataInput.optional(),
});

const all = 'pipelines/:objectType';
const one = `${all}/:pipeline`;
const stages = `${one}/stages`;

export const pipelineRoutes: readonly Route[] = [
  route('GET', all, (call) => listed([...spaceOf(call).pipelines.pipelines.values()].map(pipelineBody))),
  route('POST', all, create),
  route('GET', one, (call) => ({ status: 200, body: pipelineBody(pipelineOf(call)) })),
  route('PATCH', one, update),
  route('PUT', one, replace),
  route('DELETE', one, remove),
  route('GET', stages, (call) => listed([...pipelineOf(call).stages.values()].map(stageBody))),
  route('POST', stages, createStage),
  route('GET', `${stages}/:stage`, (call) => ({ status: 200, body: stageBody(stageOf(call)) })),
  route('PATCH', `${stages}/:stage`, updateStage),
  route('PUT', `${stages}/:stage`, updateStage),
  route('DELETE', `${stages}/:stage`, removeStage),
];

function create(call: HubspotCall) {
  const { pipelines } = spaceOf(call);
  const input = readBody(call.request, pipelineInput);
  if ([...pipelines.pipelines.values()].some(({ id, label }) => id === input.pipelineId || label === input.label)) {
    throw new HubspotFailure(409, { message: `Pipeline ${input.label} already exists`, category: 'CONFLICT' });
  }
  const pipeline = pipelines.create({
    id: input.pipelineId,
    label: input.label,
    displayOrder: input.displayOrder,
    stages: input.stages.map((stage) => ({ ...stage, id: stage.stageId })),
    time: call.portal.now(),
  });
  return { status: 201, body: pipelineBody(pipeline) };
}

function update(call: HubspotCall) {
  const pipeline = pipelineOf(call);
  const { label, displayOrder } = readBody(call.request, pipelinePatch);
  pipeline.label = label ?? pipeline.label;
  pipeline.displayOrder = displayOrder ?? pipeline.displayOrder;
  pipeline.updatedAt = call.portal.now();
  return { status: 200, body: pipelineBody(pipeline) };
}

/** The sent stages become the pipeline's stages; those that keep their id keep their records. */
function replace(call: HubspotCall) {
  const { pipelines } = spaceOf(call);
  const pipeline = pipelineOf(call);
  const input = readBody(call.request, pipelineInput);
  const kept = new Set(input.stages.map((stage) => stage.stageId));
  for (const stage of pipeline.stages.values()) if (!kept.has(stage.id)) refuseUsed(call, 'stage', stage.id);
  pipeline.label = input.label;
  pipeline.displayOrder = input.displayOrder;
  pipeline.updatedAt = call.portal.now();
  pipeline.stages.clear();
  for (const stage of input.stages) pipelines.addStage(pipeline, { ...stage, id: stage.stageId }, call.portal.now());
  return { status: 200, body: pipelineBody(pipeline) };
}

function remove(call: HubspotCall) {
  const pipeline = pipelineOf(call);
  const { query } = call.request;
  if (readFlag(query, 'validateReferencesBeforeDelete') || readFlag(query, 'validateDealStageUsagesBeforeDelete')) {
    refuseUsed(call, 'pipeline', pipeline.id);
  }
  spaceOf(call).pipelines.pipelines.delete(pipeline.id);
  return { status: 204 };
}

function createStage(call: HubspotCall) {
  const pipeline = pipelineOf(call);
  const input = readBody(call.request, stageInput);
  if ([...pipeline.stages.values()].some(({ id, label }) => id === input.stageId || label === input.label)) {
    throw new HubspotFailure(409, { message: `Stage ${input.label} already exists`, category: 'CONFLICT' });
  }
  const stage = spaceOf(call).pipelines.addStage(pipeline, { ...input, id: input.stageId }, call.portal.now());
  return { status: 201, body: stageBody(stage) };
}

function updateStage(call: HubspotCall) {
  const stage = stageOf(call);
  const { label, displayOrder, metadata } = readBody(call.request, stagePatch);
  stage.label = label ?? stage.label;
  stage.displayOrder = displayOrder ?? stage.displayOrder;
  if (metadata !== undefined) {
    stage.metadata = spaceOf(call).pipelines.completeMetadata({ ...stage.metadata, ...metadata });
  }
  stage.updatedAt = call.portal.now();
  return { status: 200, body: stageBody(stage) };
}

function removeStage(call: HubspotCall) {
  const stage = stageOf(call);
  refuseUsed(call, 'stage', stage.id);
  pipelineOf(call).stages.delete(stage.id);
  return { status: 204 };
}

function refuseUsed(call: HubspotCall, kind: 'pipeline' | 'stage', id: string): void {
  const { type, records } = spaceOf(call);
  const property = kind === 'stage' ? type.pipeline?.stageProperty : type.pipeline?.pipelineProperty;
  if (property === undefined) return;
  const everything = records.page({ after: 0, limit: Number.POSITIVE_INFINITY, archived: false });
  const using = everything.filter((record) => record.version.properties.get(property) === id);
  if (using.length === 0) return;
  throw validationFailure(`The ${kind} ${id} is used by ${using.length} ${type.plural}`, {
    context: { objectIds: using.slice(0, 10).map((record) => record.id) },
  });
}

function spaceOf(call: HubspotCall): ObjectSpace {
  return call.portal.space(param(call, 'objectType'));
}

function pipelineOf(call: HubspotCall): Pipeline {
  const pipeline = spaceOf(call).pipelines.pipelines.get(param(call, 'pipeline'));
  if (pipeline === undefined) throw resourceNotFound();
  return pipeline;
}

function stageOf(call: HubspotCall): PipelineStage {
  const stage = pipelineOf(call).stages.get(param(call, 'stage'));
  if (stage === undefined) throw resourceNotFound();
  return stage;
}

function pipelineBody(pipeline: Pipeline) {
  const { id, label, displayOrder, createdAt, updatedAt } = pipeline;
  return {
    id,
    label,
    displayOrder,
    stages: [...pipeline.stages.values()].map(stageBody),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    archived: false,
  };
}

function stageBody(stage: PipelineStage) {
  const { id, label, displayOrder, metadata, createdAt, updatedAt } = stage;
  return {
    id,
    label,
    displayOrder,
    metadata,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    archived: false,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  };
}

function listed(results: readonly object[]) {
  return { status: 200, body: { results } };
}
