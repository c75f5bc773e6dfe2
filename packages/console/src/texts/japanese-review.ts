import type { Texts } from './english.ts';

const number = (value: number) => value.toLocaleString('ja');

export const japaneseReview: Texts['review'] = {
  keys: 'キー操作：j・k で移動、x で選択、Enter で開く',
  tabs: {
    failing: '失敗中',
    ambiguous: '候補が複数',
    conflicts: '競合',
    decisions: '削除と統合',
    brakes: 'ブレーキ',
  },
  nothing: '対応が必要なものはありません。',
  cause: (count, category) => `${number(count)} 件：${category}`,
  retryAll: (count) => `${number(count)} 件すべて再試行`,
  retryChosen: (count) => (count === 0 ? '選択分を再試行' : `${number(count)} 件を再試行`),
  showThese: 'これらのレコードだけを表示',
  showAll: 'すべてのレコードを表示',
  released: (count) => `${number(count)} 件をすぐに再試行します。`,
  chooseAll: '表示中のすべてを選択',
  reason: '理由',
  since: '発生',
  what: '内容',
  kept: '残すレコード',
  ambiguousRemedy:
    '相手のアプリの複数のレコードと一致する可能性があります。キーを区別するか、同一のものを統合してから、もう一度確認してください。',
  lookAgain: 'もう一度確認',
  conflicts: (count) => `競合 ${number(count)} 件`,
  whichConflicts: '表示する競合',
  conflictsShown: { open: '要判断', settled: '解決済み' },
  noneSettled: '解決済みの競合はまだありません。',
  edited: '編集：',
  won: '採用',
  because: (why) => why,
  wonBecause: (app, why) => `${app} の値を採用：${why}`,
  chosen: '両方の代わりに選ばれた値',
  decidedBy: (who) => (who === '' ? '担当者が決定' : `${who} が決定`),
  settledByEdit: '判断の前に編集で解消されました。',
  underWay: 'アプリの確認待ち',
  why: {
    'both-edited': '両方で編集され、ファイルの規則で決定',
    newest: '両方で編集され、こちらの編集が新しい',
    'blank-loses': '両方で編集され、空の値では上書きしない',
    review: '両方で編集され、担当者の判断が必要',
    flips: '両アプリが互いの値を戻し続けている',
    'first-match': '初めて対応付けられたばかり',
  },
  use: (app) => `${app} の値を使う`,
  otherValue: '別の値',
  useOther: '両方にこの値を使う',
  approve: (count) => (count === 0 ? '承認' : `${number(count)} 件を承認`),
  reject: (count) => (count === 0 ? '却下' : `${number(count)} 件を却下`),
  decided: (count, impossible) =>
    impossible === 0
      ? `${number(count)} 件を決定しました。次回の実行で反映されます。`
      : `${number(count)} 件を決定しました。${number(impossible)} 件はここでは承認できません。`,
  kinds: { deletion: '削除', merger: '統合' },
  final: 'この操作は元に戻せません。',
};
