/** What may differ between Kintone domains. Times are the vendor's at speed 1. */
export interface KintoneOptions {
  /** In which language new apps name their system fields: `Record_number` or `レコード番号`. */
  readonly language?: 'en' | 'ja';
  /** How long a deployment stays `PROCESSING`. */
  readonly deployMs?: number;
  /** How long an answer takes, in real time: a call counts as running meanwhile. */
  readonly answerMs?: number;
  /** How many calls of the domain may run at once. */
  readonly concurrentRequests?: number;
  /** How many cursors the domain may have open. */
  readonly cursors?: number;
  /** After how many milliseconds without a call a cursor is gone. The speed does not change it. */
  readonly cursorIdleMs?: number;
  /** Share of writes of records, from 0 to 1, that find a record locked by somebody else. */
  readonly lockedShare?: number;
  /** Whom user fields accept, beside everybody who logged in: no API of Kintone's apps makes users. Two invented people when absent. */
  readonly users?: readonly KintoneEntityOption[];
  readonly organizations?: readonly KintoneEntityOption[];
  readonly groups?: readonly KintoneEntityOption[];
  /** In which people see moments who have no other of their own. */
  readonly timeZone?: string;
}

export interface KintoneEntityOption {
  /** Of a user: the login name. */
  readonly code: string;
  readonly name: string;
  /** Of a user: the zone of their own. */
  readonly timeZone?: string;
}

export type KintoneSettings = Required<KintoneOptions>;

export function withDefaults(options: KintoneOptions): KintoneSettings {
  return {
    language: 'en',
    deployMs: 500,
    answerMs: 0,
    concurrentRequests: 100,
    cursors: 10,
    cursorIdleMs: 600_000,
    lockedShare: 0,
    users: [
      { code: 'rita.rep@example.com', name: 'Rita Rep' },
      { code: 'sam.sales@example.com', name: 'Sam Sales' },
    ],
    organizations: [{ code: 'sales', name: 'Sales' }],
    groups: [{ code: 'everyone', name: 'Everyone' }],
    timeZone: 'Asia/Tokyo',
    ...options,
  };
}
