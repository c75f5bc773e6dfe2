export const englishConnections = {
  none: 'There are no connections yet.',
  states: { ok: 'Let in', refused: 'Refused', unconnected: 'Not connected' },
  unconnected: (app: string) => `Nobody has let Linkwright into this account of ${app} yet.`,
  connect: 'Connect',
  connectAgain: 'Connect again',
  goOn: 'Go on in the window that was opened.',
  noFeed: 'What changes is looked for: the app has told nothing by itself so far.',
  feeds: {
    pull: {
      alive: 'Tells what changes',
      silent: 'Has told of no change for much longer than usual',
      unread: 'Can tell what changes; no service is there to read it',
      replaced: 'Does not tell what changes, so that is looked for',
    },
    push: {
      alive: 'Calls when something changes',
      silent: 'Has not called for much longer than usual',
      unread: 'Calls when something changes; no service is there to be called',
      replaced: 'Does not call, so what changes is looked for',
    },
  },
  feedSince: 'Since',
  lastHint: 'Last change told',
} as const;
