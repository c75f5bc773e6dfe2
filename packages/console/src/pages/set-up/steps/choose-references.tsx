import { useState } from 'react';
import type { Ends, ReferenceChoices } from '../../../api/set-up-queries.ts';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';
import { placeOf, type Side, sides } from './sides.ts';

/** As `references` of a sync has it: a field under `left` or `right`, and the sync of the records that it names. */
export type ChosenReference = Readonly<Partial<Record<Side | 'key' | 'separator', string>>> & {
  readonly target: string;
};

interface ChooseReferencesProps {
  readonly ends: Ends;
  readonly choices: ReferenceChoices;
  readonly chosen: readonly ChosenReference[];
  readonly onChange: (chosen: readonly ChosenReference[]) => void;
}

/** Plain fields that say by a name or a key which other record is meant: they are kept in step as associations. */
export function ChooseReferences({ ends, choices, chosen, onChange }: ChooseReferencesProps) {
  const texts = useTexts();
  // Without a sync through which a record could be found there is nothing to declare.
  if (choices.targets.length === 0 || choices.fields.length === 0) return null;
  return (
    <fieldset className="choices">
      <legend>{texts.setUp.whichReferences}</legend>
      <p className="soft">{texts.setUp.referencesDo}</p>
      {chosen.length > 0 && (
        <ul className="plain stack">
          {chosen.map((one) => {
            const side = sides.find((name) => one[name] !== undefined) ?? 'left';
            const told = `${placeOf(ends, side)}: ${texts.setUp.reference(one[side] ?? '', one.target, one.key)}`;
            return (
              <li key={told} className="row">
                <span className="value">{visible(told)}</span>
                <button
                  type="button"
                  className="button"
                  aria-label={`${texts.setUp.takeOut}: ${visible(told)}`}
                  onClick={() => onChange(chosen.filter((other) => other !== one))}
                >
                  {texts.setUp.takeOut}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <OneReference
        ends={ends}
        choices={{
          ...choices,
          fields: choices.fields.filter(({ side, name }) => !chosen.some((one) => one[side] === name)),
        }}
        add={(one) => onChange([...chosen, one])}
      />
    </fieldset>
  );
}

interface OneReferenceProps extends Pick<ChooseReferencesProps, 'ends' | 'choices'> {
  readonly add: (reference: ChosenReference) => void;
}

function OneReference({ ends, choices: { fields, targets }, add }: OneReferenceProps) {
  const texts = useTexts();
  const [picked, setPicked] = useState('');
  const [target, setTarget] = useState(targets[0]?.sync ?? '');
  const [key, setKey] = useState('');
  const [separator, setSeparator] = useState('');
  const field = picked === '' ? undefined : fields[Number(picked)];
  const keys = field && targets.find(({ sync }) => sync === target)?.[field.side].keys;
  const addIt = () => {
    if (field === undefined) return;
    add({ [field.side]: field.name, target, ...(key !== '' && { key }), ...(separator !== '' && { separator }) });
    setPicked('');
    setKey('');
    setSeparator('');
  };
  return (
    <div className="row">
      <Choice
        label={texts.setUp.referenceField}
        value={picked}
        options={[
          ['', texts.setUp.noReference],
          ...fields.map(
            ({ side, name, likely }, index) =>
              [
                String(index),
                `${placeOf(ends, side)}: ${name}${likely ? ` (${texts.setUp.likelyReference})` : ''}`,
              ] as const,
          ),
        ]}
        onChange={(index) => {
          setPicked(index);
          setKey('');
        }}
      />
      {field !== undefined && (
        <>
          <Choice
            label={texts.setUp.referenceTarget}
            value={target}
            options={targets.map((one) => [one.sync, `${one.sync} (${one[field.side].object})`] as const)}
            onChange={(sync) => {
              setTarget(sync);
              setKey('');
            }}
          />
          <Choice
            label={texts.setUp.referenceKey}
            value={key}
            options={[
              ['', texts.setUp.itsMatchKey(target)],
              ...(keys ?? []).map(({ name, type }) => [name, `${name} (${type})`] as const),
            ]}
            onChange={setKey}
          />
          <label className="field">
            <span>{texts.setUp.referenceSeparator}</span>
            <input
              className="input"
              value={separator}
              onChange={({ target: input }) => setSeparator(input.value)}
              onKeyDown={(event) => {
                // Enter adds the field; it would go on to the next step else.
                if (event.key !== 'Enter') return;
                event.preventDefault();
                addIt();
              }}
            />
          </label>
        </>
      )}
      <button type="button" className="button" disabled={field === undefined} onClick={addIt}>
        {texts.setUp.addReference}
      </button>
    </div>
  );
}
