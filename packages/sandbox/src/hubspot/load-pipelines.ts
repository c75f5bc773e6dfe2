import type { ObjectCopy } from '../copy/account-copy.ts';
import type { ObjectSpace } from './portal.ts';

const customPipeline = { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' };

/**
 * The pipelines of another portal, from the options of the two properties that name them. Which pipeline a stage is of is told
 * by its label where names repeat, else by the records; stages come in the order of their pipelines, so the others are of
 * the one before.
 */
export function loadPipelines(space: ObjectSpace, object: ObjectCopy): void {
  const properties = space.type.pipeline ?? (object.custom ? customPipeline : undefined);
  if (properties === undefined) return;
  const { pipelineProperty, stageProperty } = properties;
  const optionsOf = (id: string) => object.fields.find((field) => field.id === id)?.options ?? [];
  const pipelines = optionsOf(pipelineProperty);
  if (pipelines.length === 0) return;
  const pipelineOfStage = new Map(
    object.records.flatMap(({ fields }) => {
      const [stage, pipeline] = [fields[stageProperty], fields[pipelineProperty]];
      return typeof stage === 'string' && typeof pipeline === 'string' ? [[stage, pipeline] as const] : [];
    }),
  );
  const known = space.pipelines.pipelines;
  const metadata = new Map(
    [...known.values()].flatMap(({ stages }) => [...stages].map(([id, one]) => [id, one.metadata])),
  );
  known.clear();
  const made = pipelines.map(({ value, label }, displayOrder) =>
    space.pipelines.create({ id: value, label, displayOrder, stages: [], time: 0 }),
  );
  let [current] = made;
  for (const [displayOrder, { value, label }] of optionsOf(stageProperty).entries()) {
    const prefixed = made.find((pipeline) => label.startsWith(`${pipeline.label} / `));
    current = prefixed ?? known.get(pipelineOfStage.get(value) ?? '') ?? current;
    if (current === undefined) continue;
    const name = prefixed === undefined ? label : label.slice(prefixed.label.length + ' / '.length);
    space.pipelines.addStage(current, { id: value, label: name, displayOrder, metadata: metadata.get(value) ?? {} }, 0);
  }
}
