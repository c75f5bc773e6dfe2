import { useQuery } from '@tanstack/react-query';
import { linkOptions } from '@tanstack/react-router';
import { configurationQuery } from '../../api/queries.ts';
import { mayAdminister, mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { FileEditor } from './file-editor.tsx';
import { ProblemList } from './problem-list.tsx';
import { SetUpSteps } from './steps/set-up-steps.tsx';

export const setUpViews = ['steps', 'file'] as const;
export type SetUpView = (typeof setUpViews)[number];

interface SetUpPageProps {
  readonly workspace: string;
  readonly session: Session;
  readonly view: SetUpView;
}

/** A sync step by step, or the file itself: what stands in it, what a change would make of it, and writing that. Comments stay. */
export function SetUpPage({ workspace, session, view }: SetUpPageProps) {
  const texts = useTexts();
  const query = useQuery(configurationQuery(workspace));
  // The apps are asked for whoever may do something with it.
  const shown = mayWrite(session) ? view : 'file';
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.setUp}</h1>
      </div>
      {mayWrite(session) && (
        <Tabs
          label={texts.pages.setUp}
          names={setUpViews}
          shown={shown}
          to={(name) =>
            linkOptions({ to: '/workspaces/$workspace/set-up', params: { workspace }, search: { view: name } })
          }
        >
          {(name) => texts.setUp.views[name]}
        </Tabs>
      )}
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
            {shown === 'steps' ? (
              <SetUpSteps workspace={workspace} session={session} basedOn={configuration.hash} />
            ) : mayAdminister(session) && !configuration.holdsSecrets ? (
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
