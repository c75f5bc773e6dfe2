import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { Answered } from '../components/answered.tsx';
import { router } from './router.tsx';
import { SignIn } from './sign-in.tsx';
import { useTheme } from './use-theme.ts';

/** The page for whoever is signed in; the way in for everybody else. */
export function App() {
  useTheme();
  const session = useQuery(sessionQuery);
  return (
    <Answered query={session}>
      {(known) => (known === null ? <SignIn /> : <RouterProvider router={router} context={{ session: known }} />)}
    </Answered>
  );
}
