import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/api-problem.ts';
import { App } from './shell/app.tsx';
import './styles/page.css';
import { TextsProvider } from './texts/texts.tsx';

/** A refusal does not become another by asking again; an answer that did not come may. */
const retry = (failures: number, error: Error): boolean =>
  failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500);

const queries = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 2_000 } } });
const place = document.querySelector('#page');
if (place === null) throw new Error('The document has no place for the page.');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <TextsProvider>
        <App />
      </TextsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
