import { useState } from 'react';
import type { Session } from '../../../api/session.ts';
import type { Ends, Pair } from '../../../api/set-up-queries.ts';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { ChooseAssociations, type ChosenAssociations } from './choose-associations.tsx';
import { ChooseFields, type ChosenField } from './choose-fields.tsx';
import { ChooseKey } from './choose-key.tsx';
import { ChooseObjects } from './choose-objects.tsx';
import { draftEdits } from './draft-edits.ts';
import { ReviewDraft } from './review-draft.tsx';
import { Step } from './step.tsx';

interface SetUpStepsProps {
  readonly workspace: string;
  readonly session: Session;
  /** The hash of the file that the sync is added to. */
  readonly basedOn: string;
}

/** What has been chosen so far. A step is shown once the one before it is answered, and what comes after one that is changed is asked again. */
export interface Draft {
  readonly ends?: Ends;
  readonly name?: string;
  readonly keys?: readonly Readonly<Record<string, string>>[];
  readonly fields?: readonly ChosenField[];
  readonly timeZone?: string;
  readonly associations?: ChosenAssociations;
}

/** A sync step by step: two objects, how their records are recognized, fields, associations; then the difference and a plan. */
export function SetUpSteps({ workspace, session, basedOn }: SetUpStepsProps) {
  const texts = useTexts();
  const [draft, setDraft] = useState<Draft>({});
  const { ends, keys, fields, associations } = draft;
  const pairText = (pairs: readonly Partial<Pair>[]) =>
    pairs.map(({ left = '', right = '' }) => visible(`${left} ↔ ${right}`)).join(', ');
  return (
    <div className="stack wide">
      <p className="soft">{texts.setUp.intro}</p>
      <Step
        number={1}
        title={texts.setUp.objects}
        answer={
          ends &&
          visible(
            `${draft.name}: ${ends.left.connection} ${ends.left.object} ↔ ${ends.right.connection} ${ends.right.object}`,
          )
        }
        change={() => setDraft({})}
      >
        <ChooseObjects workspace={workspace} choose={(chosen) => setDraft(chosen)} />
      </Step>
      {ends !== undefined && (
        <Step
          number={2}
          title={texts.setUp.key}
          answer={keys && pairText(keys)}
          change={() => setDraft(({ ends: kept, name }) => ({ ...(kept && { ends: kept }), ...(name && { name }) }))}
        >
          <ChooseKey workspace={workspace} ends={ends} choose={(chosen) => setDraft({ ...draft, keys: chosen })} />
        </Step>
      )}
      {ends !== undefined && keys !== undefined && (
        <Step
          number={3}
          title={texts.setUp.fields}
          answer={fields && pairText(fields)}
          change={() => setDraft(({ fields: _fields, timeZone: _zone, associations: _links, ...kept }) => kept)}
        >
          <ChooseFields
            workspace={workspace}
            ends={ends}
            keys={keys}
            choose={(chosen, timeZone) => setDraft({ ...draft, fields: chosen, ...(timeZone !== '' && { timeZone }) })}
          />
        </Step>
      )}
      {ends !== undefined && fields !== undefined && (
        <Step
          number={4}
          title={texts.setUp.associations}
          answer={
            associations &&
            (associations.mappings.length === 0 ? texts.setUp.noAssociations : pairText(associations.mappings))
          }
          change={() => setDraft(({ associations: _links, ...kept }) => kept)}
        >
          <ChooseAssociations
            workspace={workspace}
            sync={draft.name ?? ''}
            edits={draftEdits(draft)}
            choose={(chosen) => setDraft({ ...draft, associations: chosen })}
          />
        </Step>
      )}
      {associations !== undefined && (
        <Step number={5} title={texts.setUp.review} change={() => undefined}>
          <ReviewDraft
            workspace={workspace}
            session={session}
            basedOn={basedOn}
            sync={draft.name ?? ''}
            edits={draftEdits(draft)}
            again={() => setDraft({})}
          />
        </Step>
      )}
    </div>
  );
}
