import { useState } from 'react';
import type { Ends, Field } from '../../../api/set-up-queries.ts';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';
import { type Condition, type ConditionTest, operandOf } from './filter-value.ts';
import { placeOf, type Side, sides } from './sides.ts';

interface ChooseFilterProps {
  readonly ends: Ends;
  readonly fields: Readonly<Record<Side, readonly Field[]>>;
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: readonly Condition[]) => void;
}

const ordered = ['integer', 'decimal', 'date', 'datetime'];
const without: readonly ConditionTest[] = ['exists', 'missing'];

/** Which records take part: all, or those that meet every condition. */
export function ChooseFilter({ ends, fields, conditions, onChange }: ChooseFilterProps) {
  const texts = useTexts();
  return (
    <fieldset className="choices">
      <legend>{texts.setUp.whichRecords}</legend>
      <p className="soft">{conditions.length === 0 ? texts.setUp.allRecords : texts.setUp.filterDoes}</p>
      {conditions.length > 0 && (
        <ul className="plain stack">
          {conditions.map((one, index) => {
            const told = `${placeOf(ends, one.side)}: ${texts.setUp.condition(one.field, one.test, String(one.value))}`;
            return (
              <li key={JSON.stringify(one)} className="row">
                <span className="value">{visible(told)}</span>
                <button
                  type="button"
                  className="button"
                  aria-label={`${texts.setUp.takeOut}: ${visible(told)}`}
                  onClick={() => onChange(conditions.filter((_one, other) => other !== index))}
                >
                  {texts.setUp.takeOut}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <OneCondition
        ends={ends}
        fields={fields}
        add={(one) => onChange([...conditions.filter((other) => !isReplaced(other, one)), one])}
      />
    </fieldset>
  );
}

/** Several values let through stand side by side; of any other test of a field there is one. */
const isReplaced = (before: Condition, added: Condition): boolean => {
  if (before.side !== added.side || before.field !== added.field) return false;
  if (without.includes(before.test) && without.includes(added.test)) return true;
  return before.test === added.test && (added.test !== 'is' || before.value === added.value);
};

interface OneConditionProps extends Pick<ChooseFilterProps, 'ends' | 'fields'> {
  readonly add: (condition: Condition) => void;
}

/** Values of the choice among fields: of both objects, so the side stands with the name. */
const fieldKey = (side: Side, name: string): string => JSON.stringify([side, name]);

function OneCondition({ ends, fields, add }: OneConditionProps) {
  const texts = useTexts();
  const [chosen, setChosen] = useState('');
  const [test, setTest] = useState<ConditionTest>('is');
  const [value, setValue] = useState('');
  const all = sides.flatMap((side) => fields[side].map((field) => ({ side, field })));
  const found = all.find(({ side, field }) => fieldKey(side, field.name) === chosen);
  const tests = (['is', 'not', 'exists', 'missing', 'above', 'below'] as const).filter(
    (one) => (one !== 'above' && one !== 'below') || (found !== undefined && ordered.includes(found.field.type)),
  );
  const needsValue = !without.includes(test);
  const isComplete = found !== undefined && (!needsValue || value !== '');
  const choose = (key: string) => {
    setChosen(key);
    setTest('is');
    setValue('');
  };
  const addIt = () => {
    if (!isComplete) return;
    add({
      side: found.side,
      field: found.field.name,
      test,
      value: needsValue ? operandOf(found.field.type, value) : '',
    });
    choose('');
  };
  const options = found?.field.type === 'boolean' ? ['true', 'false'] : found?.field.options?.map(({ label }) => label);
  return (
    <div className="row">
      <Choice
        label={texts.setUp.conditionOn}
        value={chosen}
        options={[
          ['', ''],
          ...all.map(
            ({ side, field }) => [fieldKey(side, field.name), `${placeOf(ends, side)}: ${field.name}`] as const,
          ),
        ]}
        onChange={choose}
      />
      {found !== undefined && (
        <>
          <Choice
            label={texts.setUp.mustHold}
            value={test}
            options={tests.map((one) => [one, texts.setUp.tests[one]] as const)}
            onChange={(name) => setTest(tests.find((one) => one === name) ?? 'is')}
          />
          {needsValue &&
            (options !== undefined && options.length > 0 ? (
              <Choice
                label={texts.setUp.whichValue}
                value={value}
                options={[['', ''], ...options.map((one) => [one, one] as const)]}
                onChange={setValue}
              />
            ) : (
              <label className="field">
                <span>{texts.setUp.whichValue}</span>
                <input
                  className="input"
                  value={value}
                  onChange={({ target }) => setValue(target.value)}
                  onKeyDown={(event) => {
                    // Enter adds the condition; it would go on to the next step else.
                    if (event.key !== 'Enter') return;
                    event.preventDefault();
                    addIt();
                  }}
                />
              </label>
            ))}
        </>
      )}
      <button type="button" className="button" disabled={!isComplete} onClick={addIt}>
        {texts.setUp.addCondition}
      </button>
    </div>
  );
}
