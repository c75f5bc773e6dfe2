import type { HubspotObject } from './hubspot-objects.ts';
import type { WirePipeline, WireProperty } from './hubspot-wire.ts';

/** Pipelines and their stages are options whose labels HubSpot keeps elsewhere: puts them where other options stand. */
export function withPipelineOptions(
  properties: readonly WireProperty[],
  pipelines: readonly WirePipeline[],
  { pipelineProperty, stageProperty }: NonNullable<HubspotObject['pipeline']>,
): readonly WireProperty[] {
  return properties.map((property) => {
    if (property.name === pipelineProperty) return { ...property, options: pipelineOptions(pipelines) };
    return property.name === stageProperty ? { ...property, options: stageOptions(pipelines) } : property;
  });
}

function pipelineOptions(pipelines: readonly WirePipeline[]): WireProperty['options'] {
  return pipelines.map(({ id, label }, displayOrder) => ({ value: id, label, displayOrder }));
}

/** Where two stages share a name, each is shown as `Pipeline / Stage`. */
function stageOptions(pipelines: readonly WirePipeline[]): WireProperty['options'] {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => ({ pipeline, stage })));
  const counts = new Map<string, number>();
  for (const { stage } of stages) {
    const key = stage.label.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return stages.map(({ pipeline, stage }, displayOrder) => ({
    value: stage.id,
    label: (counts.get(stage.label.toLowerCase()) ?? 0) > 1 ? `${pipeline.label} / ${stage.label}` : stage.label,
    displayOrder,
  }));
}
