import type { paths } from '@linkwright/api-client';
import { queryOptions } from '@tanstack/react-query';
import { api, ask, type Schemas } from './client.ts';

export type Objects = Schemas['objects']['connections'][number];
export type ObjectPair = Schemas['object-pairs']['pairs'][number];
export type ExaminedKey = Schemas['key'];
export type FieldPair = Schemas['field-pairs']['pairs'][number];
export type AssociationChoices = Schemas['association-choices'];
export type ReferenceChoices = Schemas['reference-choices'];
export type Field = Schemas['object']['object']['fields'][number];
/** Changes of the file that nobody has written yet. */
export type Edits = NonNullable<
  paths['/workspaces/{workspace}/plans']['post']['requestBody']['content']['application/json']['edits']
>;

/** A connection and an object of it. */
export interface End {
  readonly connection: string;
  readonly object: string;
}

export interface Ends {
  readonly left: End;
  readonly right: End;
}

export interface Pair {
  readonly left: string;
  readonly right: string;
}

const inWorkspace = (workspace: string) => ({ path: { workspace } });

/** What apps said is asked for once, as long as somebody is at it: each answer costs calls of their allowances. */
const ofApps = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } as const;

export const objectsQuery = (workspace: string) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'objects'],
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/objects', { params: { ...inWorkspace(workspace), query: {} } })),
  });

export const objectPairsQuery = (workspace: string, query: Pair) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'pairs', query],
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/objects/pairs', { params: { ...inWorkspace(workspace), query } })),
    enabled: query.left !== query.right,
  });

export const objectQuery = (workspace: string, query: End) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'object', query],
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/objects/fields', { params: { ...inWorkspace(workspace), query } })),
  });

export const proposalQuery = (workspace: string, body: Ends) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'proposal', body],
    queryFn: () => ask(api.POST('/workspaces/{workspace}/proposals', { params: inWorkspace(workspace), body })),
  });

/** How good a key two fields are; reads records of both apps. */
export const keyQuery = (workspace: string, { left, right }: Ends, fields: Pair | null) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'key', left, right, fields],
    queryFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/set-up/key', {
          params: inWorkspace(workspace),
          body: {
            left: { ...left, field: fields?.left ?? '' },
            right: { ...right, field: fields?.right ?? '' },
          },
        }),
      ),
    enabled: fields !== null,
  });

export const fieldPairsQuery = (workspace: string, ends: Ends, pairs: readonly Pair[]) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'fields', ends, pairs],
    queryFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/set-up/fields', {
          params: inWorkspace(workspace),
          body: { ...ends, pairs: [...pairs] },
        }),
      ),
    enabled: pairs.length > 0,
  });

export const partnersQuery = (workspace: string, ends: Ends, field: string) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'partners', ends, field],
    queryFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/set-up/fields', {
          params: inWorkspace(workspace),
          body: { ...ends, pairs: [], partnersOf: { side: 'left', field } },
        }),
      ),
    enabled: field !== '',
  });

/** Plain fields that may name another record. */
export const referencesQuery = (workspace: string, body: Ends) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'references', body],
    queryFn: () => ask(api.POST('/workspaces/{workspace}/set-up/references', { params: inWorkspace(workspace), body })),
  });

export const associationsQuery = (workspace: string, sync: string, edits: Edits) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'associations', sync, edits],
    queryFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/set-up/associations', {
          params: inWorkspace(workspace),
          body: { sync, edits },
        }),
      ),
  });

export const differenceQuery = (workspace: string, basedOn: string, edits: Edits) =>
  queryOptions({
    queryKey: ['apps', workspace, 'difference', basedOn, edits],
    queryFn: () =>
      ask(
        api.POST('/workspaces/{workspace}/configuration/difference', {
          params: inWorkspace(workspace),
          body: { edits },
        }),
      ),
  });

export const planResultQuery = (workspace: string, job: string | null) =>
  queryOptions({
    ...ofApps,
    queryKey: ['apps', workspace, 'plan', job],
    queryFn: () =>
      ask(api.GET('/workspaces/{workspace}/jobs/{job}/plan', { params: { path: { workspace, job: job ?? '' } } })),
    enabled: job !== null,
  });

/** Plans what a run would do with changes of the file that nobody has written. */
export const planWith = (workspace: string, sync: string, edits: Edits) =>
  ask(api.POST('/workspaces/{workspace}/plans', { params: inWorkspace(workspace), body: { syncs: [sync], edits } }));
