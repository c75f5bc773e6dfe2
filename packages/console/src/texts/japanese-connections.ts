import type { Texts } from './english.ts';

export const japaneseConnections: Texts['connections'] = {
  none: '接続はまだありません。',
  states: { ok: '接続済み', refused: '拒否', unconnected: '未接続' },
  unconnected: (app) => `${app} のこのアカウントへのアクセスはまだ許可されていません。`,
  connect: '接続',
  connectAgain: '接続し直す',
  goOn: '開いたウィンドウで続けてください。',
  noFeed: 'アプリからの変更通知はありません。変更は定期的に検索します。',
  feeds: {
    pull: {
      alive: '変更が通知されています',
      silent: '通常よりずっと長い間、変更の通知がありません',
      unread: '変更通知を読み取るサービスが動いていません',
      replaced: '変更が通知されないため、検索で補っています',
    },
    push: {
      alive: '変更時にアプリから呼び出されます',
      silent: '通常よりずっと長い間、呼び出しがありません',
      unread: '呼び出しを受けるサービスが動いていません',
      replaced: '呼び出されないため、変更は検索で補っています',
    },
  },
  feedSince: '開始',
  lastHint: '最後の変更通知',
};
