import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { type Ends, fieldPairsQuery, type Pair, proposalQuery, referencesQuery } from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { Samples } from '../../../components/samples.tsx';
import { Scrolling } from '../../../components/scrolling.tsx';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { AnotherPair } from './another-pair.tsx';
import { ChooseReferences, type ChosenReference } from './choose-references.tsx';

export interface ChosenField extends Pair {
  readonly direction: 'two-way' | 'left-to-right' | 'right-to-left';
}

export interface ChosenFields {
  readonly fields: readonly ChosenField[];
  /** Fields that are kept in step as associations, since they name other records. */
  readonly references: readonly ChosenReference[];
  /** Of the sync. Absent: none of the fields needs one. */
  readonly timeZone?: string;
}

interface ChooseFieldsProps {
  readonly workspace: string;
  readonly ends: Ends;
  readonly keys: readonly Readonly<Record<string, string>>[];
  readonly choose: (chosen: ChosenFields) => void;
}

const arrows = { 'two-way': '↔', 'left-to-right': '→', 'right-to-left': '←' } as const;
const pairKey = ({ left, right }: Pair) => JSON.stringify([left, right]);

/** Which fields are kept in step, with values of both apps and what would become of them. */
export function ChooseFields(props: ChooseFieldsProps) {
  const { workspace, ends, keys } = props;
  const query = useQuery(proposalQuery(workspace, ends));
  return (
    <Answered query={query}>
      {({ proposal }) => {
        const ofKeys = keys.map(({ left = '', right = '' }) => ({ left, right }));
        const likely = [...(proposal?.fields ?? []), ...(proposal?.zoneless ?? [])]
          .map(({ left, right }) => ({ left, right }))
          .filter(({ left, right }) => !ofKeys.some((key) => key.left === left || key.right === right));
        return <FieldsForm {...props} offered={[...ofKeys, ...likely]} />;
      }}
    </Answered>
  );
}

function FieldsForm({
  workspace,
  ends,
  keys,
  offered,
  choose,
}: ChooseFieldsProps & { readonly offered: readonly Pair[] }) {
  const texts = useTexts();
  const zoneName = useId();
  const [more, setMore] = useState<readonly Pair[]>([]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [timeZone, setTimeZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [references, setReferences] = useState<readonly ChosenReference[]>([]);
  const referenceChoices = useQuery(referencesQuery(workspace, ends));
  const all = [...offered, ...more].filter(
    (pair) => !references.some((one) => one.left === pair.left || one.right === pair.right),
  );
  const query = useQuery(fieldPairsQuery(workspace, ends, all));
  const pairs = query.data?.pairs ?? [];
  const taken = pairs.filter((pair) => pair.compatible && !left.has(pairKey(pair)));
  const needsZone = taken.some(({ needsTimeZone }) => needsTimeZone);
  const toggle = (pair: Pair) => {
    const key = pairKey(pair);
    const after = new Set(left);
    if (!after.delete(key)) after.add(key);
    setLeft(after);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        choose({
          fields: taken.map((pair) => ({ left: pair.left, right: pair.right, direction: pair.direction ?? 'two-way' })),
          references,
          ...(needsZone && { timeZone }),
        });
      }}
    >
      {all.length > 0 && (
        <Answered query={query}>
          {() => (
            <Scrolling label={texts.setUp.fields}>
              <table className="table">
                <caption>{texts.setUp.whichFields}</caption>
                <thead>
                  <tr>
                    <th scope="col">{texts.record.field}</th>
                    <th scope="col">{texts.setUp.fromTo(ends.left.connection, ends.right.connection)}</th>
                    <th scope="col">{texts.setUp.fromTo(ends.right.connection, ends.left.connection)}</th>
                  </tr>
                </thead>
                <tbody>
                  {pairs.map((pair) => (
                    <tr key={pairKey(pair)}>
                      <th scope="row">
                        <label className="row">
                          <input
                            type="checkbox"
                            disabled={!pair.compatible}
                            checked={pair.compatible && !left.has(pairKey(pair))}
                            onChange={() => toggle(pair)}
                          />
                          <span className="value">
                            {visible(pair.left)} {arrows[pair.direction ?? 'two-way']} {visible(pair.right)}
                          </span>
                        </label>
                        {pair.reason !== undefined && <span className="soft value">{visible(pair.reason)}</span>}
                      </th>
                      <td>
                        <Samples samples={pair.samples} from="left" />
                      </td>
                      <td>
                        <Samples samples={pair.samples} from="right" />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          )}
        </Answered>
      )}
      <AnotherPair workspace={workspace} ends={ends} taken={all} add={(pair) => setMore([...more, pair])} />
      <Answered query={referenceChoices}>
        {(choices) => (
          <ChooseReferences
            ends={ends}
            choices={{
              ...choices,
              // What records are recognized by stays a plain field.
              fields: choices.fields.filter(({ side, name }) => !keys.some((key) => key[side] === name)),
            }}
            chosen={references}
            onChange={setReferences}
          />
        )}
      </Answered>
      {needsZone && (
        <div className="field">
          <label htmlFor={zoneName}>{texts.setUp.timeZone}</label>
          <input
            id={zoneName}
            className="input"
            required
            value={timeZone}
            onChange={({ target }) => setTimeZone(target.value)}
          />
        </div>
      )}
      <div>
        <button type="submit" className="button main" disabled={taken.length === 0}>
          {texts.setUp.next}
        </button>
      </div>
    </form>
  );
}
