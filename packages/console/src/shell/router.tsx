import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
import { ConnectionsPage } from '../pages/connections/connections-page.tsx';
import { HealthPage } from '../pages/health/health-page.tsx';
import { LogPage } from '../pages/log/log-page.tsx';
import { RunPage } from '../pages/log/run-page.tsx';
import { RecordPage } from '../pages/record/record-page.tsx';
import { SearchPage } from '../pages/record/search-page.tsx';
import { type ConflictsShown, conflictsShown } from '../pages/review/conflict-list.tsx';
import { ReviewPage, type ReviewTab, reviewTabs } from '../pages/review/review-page.tsx';
import { SetUpPage, type SetUpView, setUpViews } from '../pages/set-up/set-up-page.tsx';
import { SyncPage } from '../pages/sync/sync-page.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';
import { Workspaces } from './workspaces.tsx';

/** What stands in an address may be anything. A number in it is read as one. */
const text = (given: unknown): string | null =>
  typeof given === 'string' ? given : typeof given === 'number' ? String(given) : null;

const root = createRootRouteWithContext<{ readonly session: Session }>()({
  component() {
    const { session } = root.useRouteContext();
    return <Shell session={session} />;
  },
  notFoundComponent: NotFound,
});

const start = createRoute({ getParentRoute: () => root, path: '/', component: Workspaces });

const workspace = createRoute({ getParentRoute: () => root, path: 'workspaces/$workspace' });

const workspaceStart = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  beforeLoad({ params }) {
    throw redirect({ to: '/workspaces/$workspace/health', params });
  },
});

const health = createRoute({
  getParentRoute: () => workspace,
  path: 'health',
  component() {
    return <HealthPage {...health.useParams()} {...health.useRouteContext()} />;
  },
});

const records = createRoute({
  getParentRoute: () => workspace,
  path: 'records',
  validateSearch: (given) => ({ search: text(given.search) ?? '' }),
  component() {
    return <SearchPage key={records.useSearch().search} {...records.useParams()} {...records.useSearch()} />;
  },
});

const record = createRoute({
  getParentRoute: () => workspace,
  path: 'record',
  validateSearch: (given) => ({
    connection: text(given.connection) ?? '',
    object: text(given.object) ?? '',
    keyOrId: text(given.keyOrId) ?? '',
  }),
  component() {
    return <RecordPage {...record.useParams()} {...record.useRouteContext()} address={record.useSearch()} />;
  },
});

const review = createRoute({
  getParentRoute: () => workspace,
  path: 'review',
  validateSearch: (given): { readonly tab?: ReviewTab; readonly cause?: string; readonly show?: ConflictsShown } => {
    const cause = text(given.cause);
    const tab = reviewTabs.find((name) => name === given.tab);
    const show = conflictsShown.find((name) => name === given.show);
    return { ...(tab && { tab }), ...(cause !== null && { cause }), ...(show && { show }) };
  },
  component() {
    const { tab = 'failing', cause = null, show = 'open' } = review.useSearch();
    return <ReviewPage {...review.useParams()} {...review.useRouteContext()} {...{ tab, cause, show }} />;
  },
});

const sync = createRoute({
  getParentRoute: () => workspace,
  path: 'syncs/$sync',
  component() {
    return <SyncPage key={sync.useParams().sync} {...sync.useParams()} {...sync.useRouteContext()} />;
  },
});

const map = createRoute({
  getParentRoute: () => workspace,
  path: 'map',
  component: lazyRouteComponent(async () => {
    const { MapPage } = await import('../pages/map/map-page.tsx');
    return { default: () => <MapPage {...map.useParams()} /> };
  }),
});

const setUp = createRoute({
  getParentRoute: () => workspace,
  path: 'set-up',
  validateSearch: (given): { readonly view?: SetUpView } => {
    const view = setUpViews.find((one) => one === given.view);
    return view === undefined ? {} : { view };
  },
  component() {
    return <SetUpPage {...setUp.useParams()} {...setUp.useRouteContext()} view={setUp.useSearch().view ?? 'steps'} />;
  },
});

const connections = createRoute({
  getParentRoute: () => workspace,
  path: 'connections',
  component() {
    return <ConnectionsPage {...connections.useParams()} {...connections.useRouteContext()} />;
  },
});

const log = createRoute({
  getParentRoute: () => workspace,
  path: 'runs',
  component() {
    return <LogPage {...log.useParams()} />;
  },
});

const run = createRoute({
  getParentRoute: () => workspace,
  path: 'runs/$run',
  validateSearch: (given): { readonly record?: string } => {
    const id = text(given.record);
    return id === null ? {} : { record: id };
  },
  component() {
    return <RunPage {...run.useParams()} {...run.useRouteContext()} record={run.useSearch().record ?? null} />;
  },
});

const pages = [workspaceStart, health, records, record, review, sync, map, setUp, connections, log, run];

/**
 * Addresses are kept behind the `#`: the page works below any path of any proxy, and no server learns which record somebody
 * looks at.
 */
export const router = createRouter({
  routeTree: root.addChildren([start, workspace.addChildren(pages)]),
  history: createHashHistory(),
  context: { session: { name: '', role: 'viewer' } },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
