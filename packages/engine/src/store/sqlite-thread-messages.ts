import type { SqliteAnswer } from './sqlite-session.ts';

/** What a thread is started with. `settings`: statements in one text. */
export interface ThreadData {
  readonly file: string;
  readonly settings: string;
}

/** To the thread. `null`: it is to close the database and end. Only what is `asked` is answered, in the order of asking. */
export type ThreadRequest = {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly asked: boolean;
} | null;

/** From the thread. An error's own properties do not survive the way, so those that SQLite's errors have are named. */
export type ThreadReply =
  | { readonly answer: SqliteAnswer }
  | { readonly failure: { readonly message: string; readonly code?: string; readonly errcode?: number } };
