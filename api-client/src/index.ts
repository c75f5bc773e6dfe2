export { type ApiClient, createApiClient } from './create-api-client.ts';
export type { components, paths } from './open-api.ts';
