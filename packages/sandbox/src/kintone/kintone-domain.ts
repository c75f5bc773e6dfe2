import type { FormState } from './apps/form-state.ts';
import { administrator, type KintoneCaller } from './kintone-access.ts';
import { recordNotFound } from './kintone-errors.ts';
import type { KintoneSettings } from './kintone-options.ts';
import { dayOf } from './kintone-times.ts';
import type { Entity, RecordState, StoredFile } from './records/record-state.ts';
import type { RecordStore } from './records/record-store.ts';

export interface AppState {
  readonly id: string;
  /** That people gave it. No API sets one, so only copied apps have it. */
  readonly code?: string;
  readonly spaceId: string | undefined;
  /** Whether the space is a guest space: its apps answer at its own paths only. */
  readonly guest: boolean;
  readonly createdTime: string;
  readonly creator: Entity;
  modifiedTime: string;
  modifier: Entity;
  preview: FormState;
  /** Undefined until the first deployment. */
  live: FormState | undefined;
  deployment:
    | { status: 'PROCESSING' | 'SUCCESS' | 'FAIL'; readonly endsAt: number; readonly form: FormState }
    | undefined;
  readonly records: RecordStore;
  /** Calls of the current day (UTC). Kintone counts them and refuses none. */
  calls: { day: string; count: number };
}

export interface CursorState {
  readonly app: AppState;
  readonly fields: readonly string[] | undefined;
  /** Fixed when the cursor was made; values are read with each page. */
  readonly ids: readonly number[];
  readonly size: number;
  place: number;
  usedAt: number;
}

export interface UploadedFile {
  readonly stored: StoredFile;
  readonly content: Buffer;
  /** Whether it is a file of a record, no longer an upload that any record may take. */
  readonly attached: boolean;
}

export interface KintoneDomain {
  readonly settings: KintoneSettings;
  readonly now: () => number;
  readonly random: () => number;
  /** For fields, options and rows of tables. */
  readonly newKey: () => number;
  readonly apps: Map<string, AppState>;
  readonly cursors: Map<string, CursorState>;
  /** By file key: uploads not yet used, and files of records. */
  readonly files: Map<string, UploadedFile>;
  readonly users: Map<string, Entity>;
  readonly organizations: ReadonlyMap<string, Entity>;
  readonly groups: ReadonlyMap<string, Entity>;
}

export function createDomain(
  settings: KintoneSettings,
  context: { readonly now: () => number; readonly random: () => number },
): KintoneDomain {
  let lastKey = 0;
  return {
    settings,
    now: context.now,
    random: context.random,
    newKey: () => {
      lastKey += 1;
      return lastKey;
    },
    apps: new Map(),
    cursors: new Map(),
    files: new Map(),
    users: byCode([administrator, ...settings.users.map(({ code, name }) => ({ code, name }))]),
    organizations: byCode(settings.organizations),
    groups: byCode(settings.groups),
  };
}

/** Whoever logs in is a user. */
export function rememberCaller(domain: KintoneDomain, caller: KintoneCaller): void {
  if (!domain.users.has(caller.user.code)) domain.users.set(caller.user.code, caller.user);
}

export function callsToday(domain: KintoneDomain, app: AppState): number {
  return app.calls.day === dayOf(domain.now()) ? app.calls.count : 0;
}

export function requireRecord(app: AppState, id: number): RecordState {
  const record = app.records.get(id);
  if (record === undefined) throw recordNotFound(String(id));
  return record;
}

/** Like the ids that Kintone gives to errors, files and cursors. */
export function newUuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function byCode(entities: readonly Entity[]): Map<string, Entity> {
  return new Map(entities.map((entity) => [entity.code, entity]));
}
