import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Ends, objectQuery, type Pair, partnersQuery } from '../../../api/set-up-queries.ts';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';
import { Unfitting } from './unfitting.tsx';

interface AnotherPairProps {
  readonly workspace: string;
  readonly ends: Ends;
  readonly taken: readonly Pair[];
  readonly add: (pair: Pair) => void;
}

/** Any field of the one app with those of the other that fit it; of the others, why they do not. */
export function AnotherPair({ workspace, ends, taken, add }: AnotherPairProps) {
  const texts = useTexts();
  const object = useQuery(objectQuery(workspace, ends.left));
  const [chosen, setChosen] = useState('');
  const [partner, setPartner] = useState('');
  const partners = useQuery(partnersQuery(workspace, ends, chosen));
  const fields = object.data?.object.fields ?? [];
  const free = (partners.data?.partners ?? []).filter(({ name }) => !taken.some(({ right }) => right === name));
  const fitting = free.filter(({ compatible }) => compatible);
  return (
    <fieldset className="choices">
      <legend>{texts.setUp.anotherPair}</legend>
      <div className="row">
        <Choice
          label={texts.setUp.fieldOf(`${ends.left.connection} ${ends.left.object}`)}
          value={chosen}
          options={[
            ['', ''],
            ...fields
              .filter(({ name }) => !taken.some(({ left }) => left === name))
              .map(({ name, type }) => [name, `${name} (${type})`] as const),
          ]}
          onChange={(field) => {
            setChosen(field);
            setPartner('');
          }}
        />
        {chosen !== '' && (
          <Choice
            label={texts.setUp.fieldOf(`${ends.right.connection} ${ends.right.object}`)}
            value={partner}
            options={[['', ''], ...fitting.map(({ name, type }) => [name, `${name} (${type})`] as const)]}
            onChange={setPartner}
          />
        )}
        <button
          type="button"
          className="button"
          disabled={chosen === '' || partner === ''}
          onClick={() => {
            add({ left: chosen, right: partner });
            setChosen('');
            setPartner('');
          }}
        >
          {texts.setUp.add}
        </button>
      </div>
      {chosen !== '' && <Unfitting candidates={free} />}
    </fieldset>
  );
}
