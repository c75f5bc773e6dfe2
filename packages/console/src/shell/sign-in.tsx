import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { providerQuery, sessionQuery, signIn, wasUsedBefore } from '../api/session.ts';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useTexts } from '../texts/texts.tsx';

/** Nothing is shown to whoever has no token, also on this very machine. */
export function SignIn() {
  const texts = useTexts();
  const [token, setToken] = useState('');
  const input = useId();
  const queries = useQueryClient();
  const provider = useQuery(providerQuery).data ?? null;
  const attempt = useMutation({
    mutationFn: () => signIn(token.trim()),
    onSuccess: (session) => queries.setQueryData(sessionQuery.queryKey, session),
  });
  const isWrong = attempt.error instanceof ApiProblem && attempt.error.status === 401;
  return (
    <main className="sign-in">
      <form
        className="panel"
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate();
        }}
      >
        <h1>{texts.signIn.title}</h1>
        {wasUsedBefore() && <div className="notice warn">{texts.signIn.usedBefore}</div>}
        <div className="field">
          <label htmlFor={input}>{texts.signIn.token}</label>
          <input
            id={input}
            className="input"
            type="password"
            autoComplete="current-password"
            required
            value={token}
            aria-invalid={isWrong}
            onChange={(event) => setToken(event.target.value)}
          />
        </div>
        {isWrong && (
          <div className="notice bad" role="alert">
            {texts.signIn.wrong}
          </div>
        )}
        {attempt.isError && !isWrong && <ProblemNotice error={attempt.error} />}
        <button type="submit" className="button main" disabled={attempt.isPending}>
          {texts.signIn.submit}
        </button>
        {provider !== null && (
          <a className="button" href={provider}>
            {texts.signIn.provider}
          </a>
        )}
        <p className="soft">{texts.signIn.make}</p>
        <pre>linkwright token create --role operator</pre>
      </form>
    </main>
  );
}
