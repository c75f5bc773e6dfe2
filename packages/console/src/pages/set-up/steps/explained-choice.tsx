import { useId } from 'react';
import { visible } from '../../../components/value.tsx';

interface ExplainedChoiceProps<Answer extends string> {
  readonly question: string;
  readonly value: Answer;
  /** Each with what it does. */
  readonly options: readonly { readonly value: Answer; readonly label: string; readonly does: string }[];
  readonly onChange: (value: Answer) => void;
}

/** One of a few, all shown, each with what it does. */
export function ExplainedChoice<Answer extends string>({
  question,
  value,
  options,
  onChange,
}: ExplainedChoiceProps<Answer>) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{visible(question)}</legend>
      {options.map((one) => (
        <label key={one.value}>
          <input type="radio" name={name} checked={one.value === value} onChange={() => onChange(one.value)} />
          <span className="value">{visible(one.label)}</span>
          <span className="soft value">{visible(one.does)}</span>
        </label>
      ))}
    </fieldset>
  );
}
