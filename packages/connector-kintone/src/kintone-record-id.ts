import { ContractError } from '@linkwright/core';
import { unexpectedAnswer } from '@linkwright/http';
import { isRecordId, type WireRecord } from './kintone-wire.ts';

export function idOf(record: WireRecord): string {
  const id = record.$id?.value;
  if (typeof id === 'string' && isRecordId(id)) return id;
  throw new ContractError('Kintone\'s answer has a record without an id (at "$id.value").', { code: unexpectedAnswer });
}

/** `null`: not told. */
export function revisionOf(record: WireRecord): string | null {
  const revision = record.$revision?.value;
  return typeof revision === 'string' && revision !== '' ? revision : null;
}
