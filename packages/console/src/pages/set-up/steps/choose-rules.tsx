import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Ends, type Field, objectQuery } from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import type { ChosenField } from './choose-fields.tsx';
import { ChooseFilter } from './choose-filter.tsx';
import type { ChosenReference } from './choose-references.tsx';
import { ExplainedChoice } from './explained-choice.tsx';
import type { Condition } from './filter-value.ts';
import { placeOf, type Side, sides } from './sides.ts';

export type Direction = 'two-way' | 'left-to-right' | 'right-to-left';
export type Create = 'both' | Side | 'none';
export type Winner = Side | 'newest' | 'review';

/** How the two sides are kept in step, and which records are. */
export interface Rules {
  readonly direction: Direction;
  readonly create: Create;
  readonly winner: Winner;
  readonly conditions: readonly Condition[];
}

interface ChooseRulesProps {
  readonly workspace: string;
  readonly ends: Ends;
  readonly fields: readonly ChosenField[];
  readonly references: readonly ChosenReference[];
  readonly choose: (rules: Rules) => void;
}

/** Which way changes go, where records are created, who wins, and which records take part. All have a default, which is said. */
export function ChooseRules(props: ChooseRulesProps) {
  const { workspace, ends } = props;
  const left = useQuery(objectQuery(workspace, ends.left));
  const right = useQuery(objectQuery(workspace, ends.right));
  return (
    <Answered query={left}>
      {(ofLeft) => (
        <Answered query={right}>
          {(ofRight) => <RulesForm {...props} schemas={{ left: ofLeft.object.fields, right: ofRight.object.fields }} />}
        </Answered>
      )}
    </Answered>
  );
}

interface RulesFormProps extends ChooseRulesProps {
  readonly schemas: Readonly<Record<Side, readonly Field[]>>;
}

function RulesForm({ ends, fields, references, choose, schemas }: RulesFormProps) {
  const { setUp } = useTexts();
  const [direction, setDirection] = useState<Direction>('two-way');
  const [wanted, setWanted] = useState<Create>('both');
  const [winner, setWinner] = useState<Winner>('left');
  const [conditions, setConditions] = useState<readonly Condition[]>([]);
  const [left, right] = [placeOf(ends, 'left'), placeOf(ends, 'right')];
  const lacking = { left: lackingOf('left'), right: lackingOf('right') };
  const may = (side: Side): boolean => lacking[side].length === 0 && writesTo(direction, side);
  const creates = [
    ...(may('left') && may('right') ? [{ value: 'both' as const, ...setUp.creates.both }] : []),
    ...(may('right') ? [{ value: 'right' as const, ...setUp.createsOnly(right, left) }] : []),
    ...(may('left') ? [{ value: 'left' as const, ...setUp.createsOnly(left, right) }] : []),
    { value: 'none' as const, ...setUp.creates.none },
  ];
  const shown = creates.find(({ value }) => value === wanted) ?? creates[0];
  // What the direction rules out anyway need not be written.
  const isUsual = shown === creates[0] && sides.every((side) => lacking[side].length === 0);

  /** Fields without which an app refuses a record, and that nothing fills. */
  function lackingOf(side: Side): readonly string[] {
    const away = side === 'left' ? 'left-to-right' : 'right-to-left';
    const isFilled = ({ name }: Field): boolean =>
      references.some((one) => one[side] === name) ||
      fields.some((field) => field[side] === name && field.direction !== away);
    return schemas[side]
      .filter((field) => field.required && !field.readOnly && !isFilled(field))
      .map(({ name }) => name);
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const create = isUsual ? 'both' : (shown?.value ?? 'none');
        choose({ direction, create, winner: direction === 'two-way' ? winner : 'left', conditions });
      }}
    >
      <ExplainedChoice
        question={setUp.whichWay}
        value={direction}
        options={[
          { value: 'two-way', ...setUp.bothWays },
          { value: 'left-to-right', ...setUp.oneWay(left, right) },
          { value: 'right-to-left', ...setUp.oneWay(right, left) },
        ]}
        onChange={setDirection}
      />
      <ExplainedChoice
        question={setUp.whereCreated}
        value={shown?.value ?? 'none'}
        options={creates}
        onChange={setWanted}
      />
      {sides.map((side) =>
        lacking[side].length === 0 ? null : (
          <p key={side} className="notice warn">
            {visible(setUp.lacking(placeOf(ends, side), lacking[side].join(', ')))}
          </p>
        ),
      )}
      {direction === 'two-way' && (
        <ExplainedChoice
          question={setUp.whoWins}
          value={winner}
          options={[
            { value: 'left', ...setUp.wins(left, right, true) },
            { value: 'right', ...setUp.wins(right, left, false) },
            { value: 'newest', ...setUp.newestWins },
            { value: 'review', ...setUp.nobodyWins },
          ]}
          onChange={setWinner}
        />
      )}
      <ChooseFilter ends={ends} fields={schemas} conditions={conditions} onChange={setConditions} />
      <div>
        <button type="submit" className="button main">
          {setUp.next}
        </button>
      </div>
    </form>
  );
}

const writesTo = (direction: Direction, side: Side): boolean =>
  direction === 'two-way' || direction === (side === 'right' ? 'left-to-right' : 'right-to-left');
