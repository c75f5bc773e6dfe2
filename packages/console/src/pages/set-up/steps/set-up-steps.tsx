import { useState } from 'react';
import type { Session } from '../../../api/session.ts';
import type { Ends, Pair } from '../../../api/set-up-queries.ts';
import { visible } from '../../../components/value.tsx';
import type { Texts } from '../../../texts/english.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { ChooseAssociations } from './choose-associations.tsx';
import { ChooseFields } from './choose-fields.tsx';
import { ChooseKey } from './choose-key.tsx';
import { ChooseObjects } from './choose-objects.tsx';
import { ChooseRules, type Rules } from './choose-rules.tsx';
import { type Draft, draftEdits } from './draft-edits.ts';
import { ReviewDraft } from './review-draft.tsx';
import { placeOf } from './sides.ts';
import { Step } from './step.tsx';

interface SetUpStepsProps {
  readonly workspace: string;
  readonly session: Session;
  /** The hash of the file that the sync is added to. */
  readonly basedOn: string;
}

/** A sync step by step: two objects, how their records are recognized, fields, rules, associations; then the difference and a plan. */
export function SetUpSteps({ workspace, session, basedOn }: SetUpStepsProps) {
  const texts = useTexts();
  const [draft, setDraft] = useState<Draft>({});
  const { ends, keys, chosen, rules, associations } = draft;
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
        <ChooseObjects workspace={workspace} choose={(answered) => setDraft(answered)} />
      </Step>
      {ends !== undefined && (
        <Step
          number={2}
          title={texts.setUp.key}
          answer={keys && pairText(keys)}
          change={() => setDraft(({ ends: kept, name }) => ({ ...(kept && { ends: kept }), ...(name && { name }) }))}
        >
          <ChooseKey workspace={workspace} ends={ends} choose={(answered) => setDraft({ ...draft, keys: answered })} />
        </Step>
      )}
      {ends !== undefined && keys !== undefined && (
        <Step
          number={3}
          title={texts.setUp.fields}
          answer={chosen && pairText(chosen.fields)}
          change={() => setDraft(({ chosen: _fields, rules: _rules, associations: _links, ...kept }) => kept)}
        >
          <ChooseFields
            workspace={workspace}
            ends={ends}
            keys={keys}
            choose={(answered) => setDraft({ ...draft, chosen: answered })}
          />
        </Step>
      )}
      {ends !== undefined && chosen !== undefined && (
        <Step
          number={4}
          title={texts.setUp.rules}
          answer={rules && rulesText(texts, ends, rules)}
          change={() => setDraft(({ rules: _rules, associations: _links, ...kept }) => kept)}
        >
          <ChooseRules
            workspace={workspace}
            ends={ends}
            fields={chosen.fields}
            references={chosen.references}
            choose={(answered) => setDraft({ ...draft, rules: answered })}
          />
        </Step>
      )}
      {ends !== undefined && rules !== undefined && (
        <Step
          number={5}
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
            choose={(answered) => setDraft({ ...draft, associations: answered })}
          />
        </Step>
      )}
      {associations !== undefined && (
        <Step number={6} title={texts.setUp.review} change={() => undefined}>
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

/** Which way, where records are created, who wins; and the conditions, where there are some. */
function rulesText({ setUp }: Texts, ends: Ends, { direction, create, winner, conditions }: Rules): string {
  const [left, right] = [placeOf(ends, 'left'), placeOf(ends, 'right')];
  const way = {
    'two-way': setUp.bothWays,
    'left-to-right': setUp.oneWay(left, right),
    'right-to-left': setUp.oneWay(right, left),
  }[direction];
  const created = {
    ...setUp.creates,
    left: setUp.createsOnly(left, right),
    right: setUp.createsOnly(right, left),
  }[create];
  const wins = {
    left: setUp.wins(left, right, true),
    right: setUp.wins(right, left, false),
    newest: setUp.newestWins,
    review: setUp.nobodyWins,
  }[winner];
  const told = [
    `${setUp.whichWay} ${way.label}`,
    `${setUp.whereCreated} ${created.label}`,
    ...(direction === 'two-way' ? [`${setUp.whoWins} ${wins.label}`] : []),
    ...conditions.map(
      (one) => `${placeOf(ends, one.side)}: ${setUp.condition(one.field, one.test, String(one.value))}`,
    ),
  ];
  return visible(told.join('\n'));
}
