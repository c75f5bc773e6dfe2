import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AssociationChoices, associationsQuery, type Edits } from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';
import { Unfitting } from './unfitting.tsx';

export interface ChosenAssociations {
  readonly mappings: readonly Readonly<Record<string, string>>[];
  /** Syncs that are switched off, through which the targets are found. */
  readonly switchOn: readonly string[];
}

interface ChooseAssociationsProps {
  readonly workspace: string;
  readonly sync: string;
  readonly edits: Edits;
  readonly choose: (chosen: ChosenAssociations) => void;
}

type Choices = AssociationChoices['fields'][number];

/** "Sync more data": which associations are kept in step, too. The other app's field comes first and narrows the others. */
export function ChooseAssociations({ workspace, sync, edits, choose }: ChooseAssociationsProps) {
  const [switchOn, setSwitchOn] = useState<readonly string[]>([]);
  const changes: Edits = [
    ...edits,
    ...switchOn.map((name) => ({ kind: 'set' as const, sync: name, key: 'enabled', value: true })),
  ];
  const query = useQuery(associationsQuery(workspace, sync, changes));
  return (
    <Answered query={query}>
      {(choices) => (
        <AssociationsForm
          choices={choices}
          choose={(mappings) => choose({ mappings, switchOn })}
          switchOn={(name) => setSwitchOn([...switchOn, name])}
        />
      )}
    </Answered>
  );
}

interface AssociationsFormProps {
  readonly choices: AssociationChoices;
  readonly choose: (mappings: ChosenAssociations['mappings']) => void;
  readonly switchOn: (sync: string) => void;
}

function AssociationsForm({ choices: { first, second, fields }, choose, switchOn }: AssociationsFormProps) {
  const texts = useTexts();
  const [partners, setPartners] = useState<Readonly<Record<string, string>>>(() => suggested(fields));
  const chosen = fields.flatMap((field): ChosenAssociations['mappings'] => {
    const candidate = field.candidates.find(({ name }) => name === partners[field.name]);
    if (candidate === undefined || !candidate.compatible) return [];
    const [via] = candidate.via;
    const [left, right] = first.side === 'left' ? [field, candidate] : [candidate, field];
    return [
      {
        left: left.name,
        right: right.name,
        ...(candidate.via.length > 1 && via !== undefined && { via }),
      },
    ];
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        choose(chosen);
      }}
    >
      <p>{fields.length === 0 ? texts.setUp.noneToChoose : texts.setUp.moreData}</p>
      {fields.map((field) => {
        const taken = Object.entries(partners).flatMap(([name, partner]) => (name === field.name ? [] : [partner]));
        const fitting = field.candidates.filter(({ name, compatible }) => compatible && !taken.includes(name));
        return (
          <fieldset key={field.name} className="choices">
            <legend className="value">
              {visible(`${first.connection} ${field.name}`)}{' '}
              <span className="soft">
                ({texts.setUp.pointsAt(field.cardinality, field.targets.map(visible).join(', '))}
                {field.held !== undefined && `; ${texts.setUp.held(field.held.single, field.held.several)}`})
              </span>
            </legend>
            {fitting.length > 0 ? (
              <Choice
                label={texts.setUp.goesWith(second.connection)}
                value={partners[field.name] ?? ''}
                options={[
                  ['', texts.setUp.notInStep],
                  ...fitting.map(
                    ({ name, single }) => [name, single ? `${name} (${texts.setUp.whileSingle})` : name] as const,
                  ),
                ]}
                onChange={(partner) => setPartners({ ...partners, [field.name]: partner })}
              />
            ) : (
              <p className="soft">{texts.setUp.nothingFits}</p>
            )}
            {field.switchedOff !== undefined && (
              <div>
                <button type="button" className="button" onClick={() => switchOn(field.switchedOff ?? '')}>
                  {texts.setUp.switchOn(visible(field.switchedOff))}
                </button>
              </div>
            )}
            <Unfitting candidates={field.candidates} />
          </fieldset>
        );
      })}
      <div>
        <button type="submit" className="button main">
          {texts.setUp.next}
        </button>
      </div>
    </form>
  );
}

/** The partner of each that is probably meant. */
const suggested = (fields: readonly Choices[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.flatMap(({ name, candidates }) => {
      const meant = candidates.find((one) => one.compatible && one.suggested);
      return meant === undefined ? [] : [[name, meant.name]];
    }),
  );
