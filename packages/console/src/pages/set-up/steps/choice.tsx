import { useId } from 'react';
import { visible, visibleName } from '../../../components/value.tsx';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

/** One of several, from a list that drops down. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  const name = useId();
  return (
    <div className="field">
      <label htmlFor={name}>{visible(label)}</label>
      <select id={name} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {visibleName(text)}
          </option>
        ))}
      </select>
    </div>
  );
}
