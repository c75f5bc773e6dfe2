import { useMutation, useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';
import { connectionsQuery } from '../../api/queries.ts';
import { mayWrite, type Session } from '../../api/session.ts';
import { Answered } from '../../components/answered.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';
import { Feeds } from './feeds.tsx';

interface ConnectionsPageProps {
  readonly workspace: string;
  readonly session: Session;
}

/** Which account each connection is, whether it is let in, and what it costs of the app's allowance. */
export function ConnectionsPage({ workspace, session }: ConnectionsPageProps) {
  const texts = useTexts();
  const query = useQuery(connectionsQuery(workspace));
  const told = (count: number, most: number | undefined) =>
    most === undefined ? texts.number(count) : texts.common.of(count, most);
  return (
    <>
      <div className="page-head">
        <h1>{texts.pages.connections}</h1>
      </div>
      <Answered query={query}>
        {({ connections }) =>
          connections.length === 0 ? (
            <div className="panel">{texts.connections.none}</div>
          ) : (
            connections.map((connection) => (
              <section className="panel" key={connection.name} aria-label={connection.name}>
                <div className="row apart">
                  <div className="row">
                    <h2>{connection.name}</h2>
                    <span className={`badge ${connection.state === 'ok' ? 'good' : 'bad'}`}>
                      {texts.connections.states[connection.state]}
                    </span>
                  </div>
                  {connection.byBrowser && mayWrite(session) && (
                    <Connect
                      workspace={workspace}
                      connection={connection.name}
                      isConnected={connection.state === 'ok'}
                    />
                  )}
                </div>
                {connection.state === 'unconnected' && <p>{texts.connections.unconnected(connection.app)}</p>}
                {connection.refused !== null && (
                  <div className="notice bad">
                    <strong className="value">{visible(connection.refused.message)}</strong>
                    <span className="value">{visible(connection.refused.remedy)}</span>
                  </div>
                )}
                <p className="soft value">
                  {[connection.app, visible(connection.accountName ?? ''), connection.connector]
                    .filter(Boolean)
                    .join(' · ')}{' '}
                  · {connection.syncs.map((name) => visible(name)).join(', ')}
                </p>
                <Feeds feeds={connection.feeds} />
                <dl className="figures">
                  <div>
                    <dt>{texts.health.calls}</dt>
                    <dd>{told(connection.calls.today, connection.calls.callsPerDay)}</dd>
                  </div>
                  <div>
                    <dt>{texts.health.callsThisMonth}</dt>
                    <dd>{told(connection.calls.thisMonth, connection.calls.callsPerMonth)}</dd>
                  </div>
                </dl>
              </section>
            ))
          )
        }
      </Answered>
    </>
  );
}

interface ConnectProps {
  readonly workspace: string;
  readonly connection: string;
  readonly isConnected: boolean;
}

/** Sends a window to the app, which asks whether Linkwright may come in. This page follows once it has. */
function Connect({ workspace, connection, isConnected }: ConnectProps) {
  const texts = useTexts();
  const connect = useMutation({
    async mutationFn() {
      // Opened at once: a browser keeps windows from opening that nobody has clicked for.
      const opened = window.open('about:blank', '_blank');
      try {
        const { url } = await ask(
          api.POST('/workspaces/{workspace}/connections/{connection}/authorization', {
            params: { path: { workspace, connection } },
            headers: { 'content-type': 'application/json' },
          }),
        );
        // The app learns nothing of this page.
        if (opened) opened.opener = null;
        if (opened) opened.location.href = url;
        else window.location.href = url;
      } catch (error) {
        opened?.close();
        throw error;
      }
    },
  });
  return (
    <div className="row">
      {connect.isError && <ProblemNotice error={connect.error} />}
      {connect.isSuccess && <span role="status">{texts.connections.goOn}</span>}
      <button
        type="button"
        className={isConnected ? 'button' : 'button main'}
        disabled={connect.isPending}
        onClick={() => connect.mutate()}
      >
        {isConnected ? texts.connections.connectAgain : texts.connections.connect}
      </button>
    </div>
  );
}
