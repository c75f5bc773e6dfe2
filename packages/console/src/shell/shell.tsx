import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useId } from 'react';
import { useEvents } from '../api/events.ts';
import { statusQuery, workspacesQuery } from '../api/queries.ts';
import { type Session, sessionQuery, signOut } from '../api/session.ts';
import { remembered } from '../components/remembered.ts';
import { type Language, languageNames, useLanguage, useTexts } from '../texts/texts.tsx';
import { needsYou } from './needs-you.ts';
import { UnseenFailures } from './unseen-failures.tsx';
import { type Theme, themes, useTheme } from './use-theme.ts';

/** What stands around every page: where one is, where one can go, and as whom. */
export function Shell({ session }: { readonly session: Session }) {
  const texts = useTexts();
  const { workspace } = useParams({ strict: false });
  useEvents();
  useEffect(() => {
    if (workspace !== undefined) remembered.write('workspace', workspace);
  }, [workspace]);
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={focusContent}>
        {texts.shell.skip}
      </button>
      <header className="side">
        <Link to="/" className="brand">
          <img src="./icon.svg" alt="" width="24" height="24" />
          Linkwright
        </Link>
        <ChooseWorkspace chosen={workspace} />
        {workspace !== undefined && <Navigation workspace={workspace} />}
        <Foot session={session} />
      </header>
      <main className="content" id="content" tabIndex={-1}>
        <UnseenFailures />
        <Outlet />
      </main>
    </div>
  );
}

/** A link would change the address, which says the page. */
function focusContent() {
  document.querySelector<HTMLElement>('#content')?.focus();
}

function ChooseWorkspace({ chosen }: { readonly chosen: string | undefined }) {
  const texts = useTexts();
  const name = useId();
  const { data } = useQuery(workspacesQuery);
  const navigate = useNavigate();
  const all = data?.workspaces ?? [];
  if (all.length < 2) return null;
  return (
    <div className="field">
      <label htmlFor={name}>{texts.shell.workspace}</label>
      <select
        id={name}
        className="input"
        value={chosen ?? ''}
        onChange={({ target }) =>
          navigate({ to: '/workspaces/$workspace/health', params: { workspace: target.value } })
        }
      >
        {chosen === undefined && <option value="" />}
        {all.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Navigation({ workspace }: { readonly workspace: string }) {
  const texts = useTexts();
  const { data } = useQuery(statusQuery(workspace));
  const waiting = data?.syncs.reduce((sum, sync) => sum + needsYou(sync) + sync.brakes.length, 0) ?? 0;
  const params = { workspace };
  const pages = [
    ['/workspaces/$workspace/health', texts.pages.health],
    ['/workspaces/$workspace/records', texts.pages.record],
    ['/workspaces/$workspace/review', texts.pages.review],
    ['/workspaces/$workspace/map', texts.pages.map],
    ['/workspaces/$workspace/set-up', texts.pages.setUp],
    ['/workspaces/$workspace/connections', texts.pages.connections],
    ['/workspaces/$workspace/runs', texts.pages.log],
  ] as const;
  return (
    <nav aria-label={texts.shell.navigation}>
      <ul className="navigation">
        {pages.map(([to, name]) => (
          <li key={to}>
            <Link to={to} params={params} activeOptions={{ includeSearch: false }}>
              {name}
              {to === '/workspaces/$workspace/review' && waiting > 0 && (
                <span className="badge warn">{texts.number(waiting)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Foot({ session }: { readonly session: Session }) {
  const texts = useTexts();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  const queries = useQueryClient();
  const [themeName, languageName] = [useId(), useId()];
  return (
    <div className="side-foot">
      <div className="field">
        <label htmlFor={themeName}>{texts.shell.theme}</label>
        <select
          id={themeName}
          className="input"
          value={theme}
          onChange={({ target }) => setTheme(target.value as Theme)}
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {texts.shell.themes[one]}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={languageName}>{texts.shell.language}</label>
        <select
          id={languageName}
          className="input"
          value={language}
          onChange={({ target }) => choose(target.value as Language)}
        >
          {Object.entries(languageNames).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <span className="soft">{texts.shell.signedInAs(session.name, session.role)}</span>
      <button
        type="button"
        className="button"
        onClick={async () => {
          await signOut();
          queries.setQueryData(sessionQuery.queryKey, null);
          queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
        }}
      >
        {texts.shell.signOut}
      </button>
    </div>
  );
}
