import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { configurationQuery } from '../../../api/queries.ts';
import { type Objects, objectPairsQuery, objectsQuery } from '../../../api/set-up-queries.ts';
import { Answered } from '../../../components/answered.tsx';
import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';
import { Choice } from './choice.tsx';
import type { Draft } from './draft-edits.ts';

interface ChooseObjectsProps {
  readonly workspace: string;
  readonly choose: (chosen: Draft) => void;
}

/** Which two objects hold the same records: those that look alike are offered, companies first. */
export function ChooseObjects({ workspace, choose }: ChooseObjectsProps) {
  const texts = useTexts();
  const query = useQuery(objectsQuery(workspace));
  return (
    <Answered query={query}>
      {({ connections }) =>
        connections.length < 2 ? (
          <p>{texts.setUp.twoConnections}</p>
        ) : (
          <ObjectsForm workspace={workspace} connections={connections} choose={choose} />
        )
      }
    </Answered>
  );
}

/** Values of the choice among pairs: one of them, or two others. */
const other = 'other';

function ObjectsForm({
  workspace,
  connections,
  choose,
}: ChooseObjectsProps & { readonly connections: readonly Objects[] }) {
  const texts = useTexts();
  const [left, setLeft] = useState(connections[0]?.connection ?? '');
  const [right, setRight] = useState(connections[1]?.connection ?? '');
  const [picked, setPicked] = useState<string | null>(null);
  const [objects, setObjects] = useState({ left: '', right: '' });
  const [name, setName] = useState<string | null>(null);
  const nameId = useId();
  const { data: configuration } = useQuery(configurationQuery(workspace));
  const pairs = useQuery(objectPairsQuery(workspace, { left, right }));
  const offered = pairs.data?.pairs ?? [];
  const free = offered.findIndex(({ syncs }) => syncs.length === 0);
  const chosen = picked ?? (free === -1 ? other : String(free));
  const pair = chosen === other ? objects : offered[Number(chosen)];
  const usualName = freeName(pair?.left ?? '', configuration?.text ?? '');
  const wanted = name ?? usualName;
  const isComplete = pair !== undefined && pair.left !== '' && pair.right !== '' && left !== right && wanted !== '';
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isComplete) return;
    const ends = {
      left: { connection: left, object: pair.left },
      right: { connection: right, object: pair.right },
    };
    choose({ ends, name: wanted });
  }
  const swap = (side: 'left' | 'right', connection: string) => {
    (side === 'left' ? setLeft : setRight)(connection);
    setPicked(null);
    setObjects({ left: '', right: '' });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row">
        <Choice
          label={texts.setUp.firstApp}
          value={left}
          options={connections.map(({ connection, app }) => [connection, `${connection} (${app})`])}
          onChange={(connection) => swap('left', connection)}
        />
        <Choice
          label={texts.setUp.otherApp}
          value={right}
          options={connections.map(({ connection, app }) => [connection, `${connection} (${app})`])}
          onChange={(connection) => swap('right', connection)}
        />
      </div>
      {left === right ? (
        <p className="notice warn">{texts.setUp.twoConnections}</p>
      ) : (
        <Answered query={pairs}>
          {() => (
            <fieldset className="choices">
              <legend>{texts.setUp.whichObjects}</legend>
              {offered.map((one, index) => (
                <label key={`${one.left} ${one.right}`}>
                  <input
                    type="radio"
                    name="pair"
                    checked={chosen === String(index)}
                    onChange={() => setPicked(String(index))}
                  />
                  <span className="value">
                    {visible(one.left)} ↔ {visible(one.right)}
                  </span>
                  <span className="soft value">
                    {visible(one.reason)}
                    {one.syncs.length > 0 && ` · ${texts.setUp.syncedBy(one.syncs.map(visible).join(', '))}`}
                  </span>
                </label>
              ))}
              <label>
                <input type="radio" name="pair" checked={chosen === other} onChange={() => setPicked(other)} />
                {texts.setUp.otherObjects}
              </label>
              {chosen === other && (
                <div className="row">
                  {(['left', 'right'] as const).map((side) => {
                    const connection = side === 'left' ? left : right;
                    const known = connections.find((one) => one.connection === connection)?.objects ?? [];
                    return (
                      <Choice
                        key={side}
                        label={texts.setUp.objectOf(connection)}
                        value={objects[side]}
                        options={[
                          ['', ''],
                          ...known.map(
                            (one) =>
                              [one.name, one.label === one.name ? one.name : `${one.label} (${one.name})`] as const,
                          ),
                        ]}
                        onChange={(object) => setObjects({ ...objects, [side]: object })}
                      />
                    );
                  })}
                </div>
              )}
            </fieldset>
          )}
        </Answered>
      )}
      <div className="field">
        <label htmlFor={nameId}>{texts.setUp.name}</label>
        <input id={nameId} className="input" value={wanted} onChange={({ target }) => setName(target.value)} />
      </div>
      <div>
        <button type="submit" className="button main" disabled={!isComplete}>
          {texts.setUp.next}
        </button>
      </div>
    </form>
  );
}

/** A name that the file has no key of, from that of the object. */
function freeName(object: string, text: string): string {
  const plain = object
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  const isTaken = (name: string) => text.split('\n').some((line) => line.trimStart().startsWith(`${name}:`));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (name === '' || !isTaken(name)) return name;
  }
}
