import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { workspacesQuery } from '../api/queries.ts';
import { Answered } from '../components/answered.tsx';
import { remembered } from '../components/remembered.ts';
import { useTexts } from '../texts/texts.tsx';

/** Leads to the only workspace, or to the one of last time; else shows which there are. */
export function Workspaces() {
  const texts = useTexts();
  const query = useQuery(workspacesQuery);
  return (
    <Answered query={query}>
      {({ workspaces }) => {
        const [only] = workspaces;
        const last = workspaces.find(({ name }) => name === remembered.read('workspace'));
        const chosen = workspaces.length === 1 ? only : last;
        if (chosen !== undefined)
          return <Navigate to="/workspaces/$workspace/health" params={{ workspace: chosen.name }} replace />;
        if (workspaces.length === 0) {
          return (
            <div className="panel">
              <h1>{texts.health.empty}</h1>
              <p>{texts.health.emptyRemedy}</p>
            </div>
          );
        }
        return (
          <div className="panel">
            <h1>{texts.shell.workspace}</h1>
            <ul>
              {workspaces.map(({ name }) => (
                <li key={name}>
                  <Link to="/workspaces/$workspace/health" params={{ workspace: name }}>
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      }}
    </Answered>
  );
}
