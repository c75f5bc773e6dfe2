export interface PipelineStage {
  readonly id: string;
  label: string;
  displayOrder: number;
  /** Deals: `isClosed` and `probability`; tickets: `ticketState`. All texts. */
  metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Pipeline {
  readonly id: string;
  label: string;
  displayOrder: number;
  readonly stages: Map<string, PipelineStage>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface StageInput {
  readonly id?: string | undefined;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
}

const firstNumericId = 1_300_000_001;

/** The pipelines of one object type. */
export class PipelineStore {
  readonly pipelines = new Map<string, Pipeline>();
  readonly #objectType: string;
  #nextId = firstNumericId;

  constructor(objectType: string) {
    this.#objectType = objectType;
    const standard = standardPipelines.get(objectType);
    if (standard !== undefined) this.create({ ...standard, time: 0 });
  }

  create(request: {
    readonly id?: string | undefined;
    readonly label: string;
    readonly displayOrder: number;
    readonly stages: readonly StageInput[];
    readonly time: number;
  }): Pipeline {
    const { label, displayOrder, stages, time } = request;
    const pipeline: Pipeline = {
      id: request.id ?? this.#newId(),
      label,
      displayOrder,
      stages: new Map(),
      createdAt: time,
      updatedAt: time,
    };
    for (const stage of stages) this.addStage(pipeline, stage, time);
    this.pipelines.set(pipeline.id, pipeline);
    return pipeline;
  }

  addStage(pipeline: Pipeline, input: StageInput, time: number): PipelineStage {
    const stage: PipelineStage = {
      id: input.id ?? this.#newId(),
      label: input.label,
      displayOrder: input.displayOrder,
      metadata: this.completeMetadata(input.metadata),
      createdAt: time,
      updatedAt: time,
    };
    pipeline.stages.set(stage.id, stage);
    return stage;
  }

  /** A deal stage that is certain, either way, is a closed one. */
  completeMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { probability } = metadata;
    if (this.#objectType !== 'deals' || probability === undefined) return metadata;
    const certain = Number(probability) === 0 || Number(probability) === 1;
    return { ...metadata, isClosed: String(certain), probability };
  }

  findStage(stageId: string): { readonly pipeline: Pipeline; readonly stage: PipelineStage } | undefined {
    for (const pipeline of this.pipelines.values()) {
      const stage = pipeline.stages.get(stageId);
      if (stage !== undefined) return { pipeline, stage };
    }
    return undefined;
  }

  #newId(): string {
    const id = String(this.#nextId);
    this.#nextId += 1;
    return id;
  }
}

interface StandardPipeline {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly stages: readonly StageInput[];
}

const dealStages = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
] as const;

const ticketStages = [
  ['1', 'New', 'OPEN'],
  ['2', 'Waiting on contact', 'OPEN'],
  ['3', 'Waiting on us', 'OPEN'],
  ['4', 'Closed', 'CLOSED'],
] as const;

const standardPipelines = new Map<string, StandardPipeline>([
  [
    'deals',
    {
      id: 'default',
      label: 'Sales Pipeline',
      displayOrder: 0,
      stages: dealStages.map(([id, label, probability], displayOrder) => ({
        id,
        label,
        displayOrder,
        metadata: { probability },
      })),
    },
  ],
  [
    'tickets',
    {
      id: '0',
      label: 'Support Pipeline',
      displayOrder: 0,
      stages: ticketStages.map(([id, label, ticketState], displayOrder) => ({
        id,
        label,
        displayOrder,
        metadata: { ticketState },
      })),
    },
  ],
]);
