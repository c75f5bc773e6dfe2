import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { api, ask, type Schemas } from '../../api/client.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Difference } from './difference.tsx';
import { ProblemList } from './problem-list.tsx';

/** The text of the file, to be changed, compared and written. */
export function FileEditor({
  workspace,
  configuration,
}: {
  readonly workspace: string;
  readonly configuration: Schemas['configuration'];
}) {
  const texts = useTexts();
  const queries = useQueryClient();
  const [text, setText] = useState(configuration.text);
  const name = useId();
  const params = { path: { workspace } };
  const compare = useMutation({
    mutationFn: (changed: string) =>
      ask(
        api.POST('/workspaces/{workspace}/configuration/difference', {
          params,
          body: { text: changed },
        }),
      ),
  });
  const write = useMutation({
    mutationFn: () =>
      ask(
        api.PUT('/workspaces/{workspace}/configuration', {
          params,
          body: { basedOn: configuration.hash, change: { text } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
  const isChanged = text !== configuration.text;
  const { reset } = compare;
  useEffect(() => {
    if (!isChanged) reset();
  }, [isChanged, reset]);
  const isCompared = compare.variables === text && compare.data !== undefined;
  return (
    <section className="panel">
      <div className="field">
        <label htmlFor={name}>{configuration.file}</label>
        <textarea
          id={name}
          className="input"
          rows={24}
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={!isChanged || compare.isPending}
          onClick={() => compare.mutate(text)}
        >
          {texts.setUp.compare}
        </button>
        <button
          type="button"
          className="button main"
          disabled={!isCompared || write.isPending}
          onClick={() => write.mutate()}
        >
          {texts.setUp.write}
        </button>
        <span className="soft">{texts.setUp.first}</span>
      </div>
      {compare.isError && <ProblemNotice error={compare.error} />}
      {write.isError && <ProblemNotice error={write.error} />}
      {isCompared && (
        <>
          <ProblemList problems={compare.data.problems} />
          <Difference text={compare.data.difference} />
        </>
      )}
      {write.isSuccess && (
        <p role="status">
          <span className="badge good">{texts.setUp.written}</span>
        </p>
      )}
    </section>
  );
}
