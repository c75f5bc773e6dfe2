import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../../api/queries.ts';
import { Answered } from '../../components/answered.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** Which account each connection is, whether it is let in, and what it costs of the app's allowance. */
export function ConnectionsPage({ workspace }: { readonly workspace: string }) {
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
                <div className="row">
                  <h2>{connection.name}</h2>
                  <span className={`badge ${connection.state === 'ok' ? 'good' : 'bad'}`}>
                    {texts.connections.states[connection.state]}
                  </span>
                </div>
                {connection.refused !== null && (
                  <div className="notice bad">
                    <strong className="value">{visible(connection.refused.message)}</strong>
                    <span className="value">{visible(connection.refused.remedy)}</span>
                  </div>
                )}
                <p className="soft value">
                  {connection.app} · {visible(connection.accountName)} · {connection.connector} ·{' '}
                  {connection.syncs.map((name) => visible(name)).join(', ')}
                </p>
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
