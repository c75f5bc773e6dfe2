import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Ends,
  type ExaminedKey,
  keyQuery,
  objectQuery,
  type Pair,
  proposalQuery,
} from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { Scrolling } from '../../../components/scrolling.tsx';
import { visible, visibleName } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';

type Key = Readonly<Record<string, string>>;

interface ChooseKeyProps {
  readonly workspace: string;
  readonly ends: Ends;
  readonly choose: (keys: readonly Key[]) => void;
}

/** By which fields records are recognized as the same. What both apps hold in them is counted before one is taken. */
export function ChooseKey({ workspace, ends, choose }: ChooseKeyProps) {
  const texts = useTexts();
  const query = useQuery(proposalQuery(workspace, ends));
  const [keys, setKeys] = useState<readonly Key[]>([]);
  return (
    <Answered query={query}>
      {({ proposal }) => (
        <div className="stack">
          {keys.length > 0 && (
            <>
              <p>{texts.setUp.keysTaken(keys.map(({ left, right }) => visible(`${left} ↔ ${right}`)).join(', '))}</p>
              <div>
                <button type="button" className="button main" onClick={() => choose(keys)}>
                  {texts.setUp.next}
                </button>
              </div>
              <p className="soft">{texts.setUp.anotherKey}</p>
            </>
          )}
          <OneKey
            key={keys.length}
            workspace={workspace}
            ends={ends}
            offered={(proposal?.match ?? []).filter(
              ({ left, right }) => !keys.some((key) => key.left === left || key.right === right),
            )}
            take={(key) => setKeys([...keys, key])}
          />
        </div>
      )}
    </Answered>
  );
}

interface OneKeyProps extends Pick<ChooseKeyProps, 'workspace' | 'ends'> {
  readonly offered: readonly (Pair & { readonly reason: string })[];
  readonly take: (key: Key) => void;
}

function OneKey({ workspace, ends, offered, take }: OneKeyProps) {
  const texts = useTexts();
  const [first] = offered;
  const [picked, setPicked] = useState<number | null>(first === undefined ? null : 0);
  const [others, setOthers] = useState<Pair>({ left: '', right: '' });
  const isComplete = picked !== null || (others.left !== '' && others.right !== '');
  const chosen = picked === null ? others : offered[picked];
  const [asked, setAsked] = useState<Pair | null>(null);
  const counted = useQuery(keyQuery(workspace, ends, asked));
  const isAsked = asked !== null && asked.left === chosen?.left && asked.right === chosen.right;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) setAsked({ left: chosen.left, right: chosen.right });
      }}
    >
      <fieldset className="choices">
        <legend>{texts.setUp.whichKey}</legend>
        {offered.map((one, index) => (
          <label key={`${one.left} ${one.right}`}>
            <input type="radio" name="key" checked={picked === index} onChange={() => setPicked(index)} />
            <span className="value">
              {visible(one.left)} ↔ {visible(one.right)}
            </span>
            <span className="soft value">{visible(one.reason)}</span>
          </label>
        ))}
        <label>
          <input type="radio" name="key" checked={picked === null} onChange={() => setPicked(null)} />
          {texts.setUp.otherFields}
        </label>
        {picked === null && <TwoFields workspace={workspace} ends={ends} value={others} onChange={setOthers} />}
      </fieldset>
      <div>
        <button type="submit" className="button" disabled={!isComplete}>
          {texts.setUp.count}
        </button>
      </div>
      {isAsked && (
        <Answered query={counted}>
          {(key) => (
            <>
              <Counted ends={ends} counted={key} />
              <div>
                <button type="button" className="button main" onClick={() => take(key.key)}>
                  {texts.setUp.takeKey}
                </button>
              </div>
            </>
          )}
        </Answered>
      )}
    </form>
  );
}

interface TwoFieldsProps extends Pick<ChooseKeyProps, 'workspace' | 'ends'> {
  readonly value: Pair;
  readonly onChange: (value: Pair) => void;
}

function TwoFields({ workspace, ends, value, onChange }: TwoFieldsProps) {
  const texts = useTexts();
  const objects = {
    left: useQuery(objectQuery(workspace, ends.left)),
    right: useQuery(objectQuery(workspace, ends.right)),
  };
  return (
    <div className="row">
      {(['left', 'right'] as const).map((side) => (
        <Answered key={side} query={objects[side]}>
          {({ object }) => (
            <Choice
              label={texts.setUp.fieldOf(`${ends[side].connection} ${ends[side].object}`)}
              value={value[side]}
              options={[
                ['', ''],
                ...object.fields.map(
                  ({ name, label }) => [name, name === label ? name : `${name} (${label})`] as const,
                ),
              ]}
              onChange={(field) => onChange({ ...value, [side]: field })}
            />
          )}
        </Answered>
      ))}
    </div>
  );
}

/** What both apps hold in the fields, and some records that would be paired. */
function Counted({ ends, counted }: { readonly ends: Ends; readonly counted: ExaminedKey }) {
  const texts = useTexts();
  const repeats = counted.left.repeats + counted.right.repeats;
  return (
    <div className="stack" role="status">
      {(['left', 'right'] as const).map((side) => {
        const { records, complete, empty, repeats: own, repeated } = counted[side];
        const named = repeated.map(({ value, records: bearers }) => `${visible(value)} (${texts.number(bearers)})`);
        return (
          <p key={side} className="value">
            <strong>{visible(`${ends[side].connection} ${ends[side].object}`)}</strong>:{' '}
            {texts.setUp.counted(records, complete, empty)}{' '}
            {own === 0 ? texts.setUp.noneRepeats : texts.setUp.repeat(own, named.join(', '))}
          </p>
        );
      })}
      <p>{texts.setUp.onBothSides(counted.shared)}</p>
      {repeats > 0 && <p className="notice warn">{texts.setUp.repeatsMean}</p>}
      {counted.samples.length > 0 && (
        <Scrolling label={texts.setUp.wouldMatch}>
          <table className="table">
            <caption>{texts.setUp.wouldMatch}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.setUp.key}</th>
                <th scope="col">{visible(`${ends.left.connection} ${ends.left.object}`)}</th>
                <th scope="col">{visible(`${ends.right.connection} ${ends.right.object}`)}</th>
              </tr>
            </thead>
            <tbody>
              {counted.samples.map(({ value, left, right }) => (
                <tr key={value}>
                  <th scope="row" className="value">
                    {visible(value)}
                  </th>
                  <td className="value">{visibleName(left.label)}</td>
                  <td className="value">{visibleName(right.label)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </div>
  );
}
