import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { api, ask, type Schemas } from '../../api/client.ts';
import { configurationQuery } from '../../api/queries.ts';
import { mayAdminister, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

interface SetUpPageProps {
  readonly workspace: string;
  readonly session: Session;
}

type Configuration = Schemas['configuration'];
type Problems = Configuration['problems'];

/** The file of the workspace: what stands in it, what a change would make of it, and writing that. Comments stay. */
export function SetUpPage({ workspace, session }: SetUpPageProps) {
  const texts = useTexts();
  const query = useQuery(configurationQuery(workspace));
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.setUp}</h1>
      </div>
      <Answered query={query}>
        {(configuration) => (
          <>
            <ProblemList problems={configuration.problems} />
            {configuration.rejected !== null && (
              <div className="notice bad">
                <strong>{texts.health.rejected}</strong>
                <ul>
                  {configuration.rejected.problems.map((problem) => (
                    <li key={problem} className="value">
                      {visible(problem)}
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {mayAdminister(session) && !configuration.holdsSecrets ? (
              <FileEditor key={configuration.hash} workspace={workspace} configuration={configuration} />
            ) : (
              <>
                <div className="notice">
                  {configuration.holdsSecrets ? texts.setUp.holdsSecrets : texts.common.noRight('admin')}
                </div>
                <Scrolling label={configuration.file}>
                  <pre>{configuration.text}</pre>
                </Scrolling>
              </>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

function ProblemList({ problems }: { readonly problems: Problems }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice bad" role="alert">
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.code}`} className="value">
            <code>
              {problem.file}:{problem.line}:{problem.column}
            </code>{' '}
            {visible(problem.message)} {visible(problem.remedy)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FileEditor({
  workspace,
  configuration,
}: {
  readonly workspace: string;
  readonly configuration: Configuration;
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
          <Scrolling label={texts.setUp.compare}>
            <Difference text={compare.data.difference} />
          </Scrolling>
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

/** Lines that go and come, told by their sign as well as by their colour. */
function Difference({ text }: { readonly text: string }) {
  return (
    <pre className="difference">
      {text.split('\n').map((line, index) => (
        <span key={index} className={line.startsWith('+') ? 'after' : line.startsWith('-') ? 'gone' : undefined}>
          {visible(line)}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
