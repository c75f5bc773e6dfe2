import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, ask, type Schemas } from './client.ts';
import { unlessFollowed } from './events.ts';

export type Status = Schemas['status'];
export type SyncStatus = Status['syncs'][number];
export type ScheduledSync = Status['schedule']['syncs'][number];
export type Brake = SyncStatus['brakes'][number];
export type MapDocument = Schemas['map'];
export type MapPicture = MapDocument['picture'];
export type RecordStory = Schemas['record']['records'][number];
export type Failure = Schemas['failing']['items'][number];
export type Cause = Schemas['causes']['items'][number];
export type Hold = Schemas['excluded']['items'][number];
export type Conflict = Schemas['conflict-page']['items'][number];
export type ReviewItem = Schemas['review']['items'][number];
export type Run = Schemas['runs']['items'][number];
export type Write = Schemas['writes']['items'][number];
export type Job = Schemas['job'];
export type Operation = Schemas['operations']['items'][number];

/** Rows of a list that are asked for at once. */
export const pageSize = 100;

const inWorkspace = (workspace: string) => ({ path: { workspace } });
const keyOf = (workspace: string, ...rest: readonly unknown[]) => ['workspace', workspace, ...rest] as const;

/** A list that is read page by page, each from where the one before ended. */
const paged = <Page extends { next: string | null }>(
  queryKey: readonly unknown[],
  read: (page: { after?: string; limit: number }) => Promise<Page>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => read({ limit: pageSize, ...(pageParam !== null && { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: () => ask(api.GET('/workspaces')),
  refetchInterval: unlessFollowed,
});

/** How a workspace stands. Its lists of records are pages of their own, so as few of them as possible are asked for here. */
export const statusQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'status'),
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/status', { params: { ...inWorkspace(workspace), query: { limit: 1 } } })),
    refetchInterval: unlessFollowed,
  });

export const mapQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'map'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/map', { params: inWorkspace(workspace) })),
  });

export const foundRecordsQuery = (workspace: string, keyOrId: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'records', keyOrId),
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/records', { params: { ...inWorkspace(workspace), query: { keyOrId } } })),
    enabled: keyOrId !== '',
  });

export interface RecordAddress {
  readonly connection: string;
  readonly object: string;
  readonly keyOrId: string;
}

export const recordQuery = (workspace: string, query: RecordAddress) =>
  queryOptions({
    queryKey: keyOf(workspace, 'record', query),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/record', { params: { ...inWorkspace(workspace), query } })),
  });

export const causesQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'causes'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/failing/causes', { params: inWorkspace(workspace) })),
  });

export const failingQuery = (workspace: string, cause: string | null) =>
  paged(keyOf(workspace, 'failing', cause), (page) =>
    ask(
      api.GET('/workspaces/{workspace}/failing', {
        params: { ...inWorkspace(workspace), query: { ...page, ...(cause !== null && { cause }) } },
      }),
    ),
  );

export const excludedQuery = (workspace: string, reason: Hold['reason'] | null) =>
  paged(keyOf(workspace, 'excluded', reason), (page) =>
    ask(
      api.GET('/workspaces/{workspace}/excluded', {
        params: { ...inWorkspace(workspace), query: { ...page, ...(reason !== null && { reason }) } },
      }),
    ),
  );

export const conflictsQuery = (workspace: string, open: boolean) =>
  paged(keyOf(workspace, 'conflicts', open), (page) =>
    ask(
      api.GET('/workspaces/{workspace}/conflicts', {
        params: { ...inWorkspace(workspace), query: { ...page, open: open ? 'true' : 'false' } },
      }),
    ),
  );

export const reviewQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'review'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/review', { params: inWorkspace(workspace) })),
  });

export const brakesQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'brakes'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/brakes', { params: inWorkspace(workspace) })),
  });

export const runsQuery = (workspace: string) =>
  paged(keyOf(workspace, 'runs'), (query) =>
    ask(api.GET('/workspaces/{workspace}/runs', { params: { ...inWorkspace(workspace), query } })),
  );

export const writesQuery = (workspace: string, run: string) =>
  paged(keyOf(workspace, 'writes', run), (query) =>
    ask(api.GET('/workspaces/{workspace}/runs/{run}/writes', { params: { path: { workspace, run }, query } })),
  );

export const connectionsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'connections'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/connections', { params: inWorkspace(workspace) })),
  });

export const configurationQuery = (workspace: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'configuration'),
    queryFn: () => ask(api.GET('/workspaces/{workspace}/configuration', { params: inWorkspace(workspace) })),
  });

/** A job, asked after until it has ended. */
export const jobQuery = (workspace: string, job: string | null) =>
  queryOptions({
    queryKey: keyOf(workspace, 'job', job),
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/jobs/{job}', { params: { path: { workspace, job: job ?? '' } } })),
    enabled: job !== null,
    refetchInterval: ({ state }) => (state.status !== 'error' && state.data?.endedAt == null ? 700 : false),
  });

export const operationsQuery = (workspace: string, job: string, offset: number) =>
  queryOptions({
    queryKey: keyOf(workspace, 'operations', job, offset),
    queryFn: () =>
      ask(
        api.GET('/workspaces/{workspace}/jobs/{job}/operations', {
          params: { path: { workspace, job }, query: { limit: pageSize, offset } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const undoPlanQuery = (workspace: string, job: string) =>
  queryOptions({
    queryKey: keyOf(workspace, 'undo-plan', job),
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/jobs/{job}/undo-plan', { params: { path: { workspace, job } } })),
  });
