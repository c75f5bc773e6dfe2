import {
  type AssociationFieldSchema,
  type AssociationTarget,
  type CallOptions,
  ContractError,
  chunksOf,
  defineAssociation,
  isErrorOfKind,
} from '@linkwright/core';
import { unexpectedAnswer } from '@linkwright/http';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { fieldIn } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';
import type { WireProperty, WireRecord } from './kintone-wire.ts';

/**
 * A related-records list: records of another app whose field equals a field of this record. Kintone shows it and keeps
 * nothing of it, so that it can be read but not written.
 */
export interface RelatedList {
  readonly schema: AssociationFieldSchema;
  /** Id of the related app. */
  readonly target: string;
  /** Code of the field of this app. */
  readonly field: string;
  /** Code of the field of the related app that is to be equal. */
  readonly relatedField: string;
  /** A further condition, as the list was set up with; empty: none. */
  readonly filter: string;
}

/** `null`: the field is no related-records list, or one of an app that the credentials do not reach. */
export function describeRelatedList({ code, label, type, referenceTable }: WireProperty): RelatedList | null {
  if (type !== 'REFERENCE_TABLE' || referenceTable === undefined) return null;
  const { relatedApp, condition, filterCond } = referenceTable;
  return {
    target: relatedApp.app,
    field: condition.field,
    relatedField: condition.relatedField,
    filter: filterCond,
    schema: defineAssociation({
      id: code,
      label,
      targets: [relatedApp.app],
      cardinality: 'many',
      readOnly: true,
      changeTouchesRecord: false,
    }),
  };
}

/** Values per query; each may be a text of some length. */
const maxValues = 100;

/**
 * Targets by the value that this app's records hold in the list's field. `null`: the credentials do not reach the
 * related app, so that nothing is known.
 */
export async function readRelatedList(
  client: KintoneClient,
  list: RelatedList,
  values: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly AssociationTarget[]> | null> {
  const targets = new Map<string, AssociationTarget[]>(values.map((value) => [value, []]));
  try {
    for (const asked of chunksOf([...targets.keys()], maxValues)) {
      const equal = fieldIn(list.relatedField, asked);
      const condition = list.filter === '' ? equal : `(${equal}) and (${list.filter})`;
      const query = { fields: [list.relatedField], condition, isPrivate: true };
      for await (const page of seekPages(client, list.target, query, options)) {
        for (const record of page.records) {
          const value = queryValueOf(record, list.relatedField);
          if (typeof value !== 'string') throw withoutValue(list);
          targets.get(value)?.push({ id: idOf(record) });
        }
      }
    }
  } catch (error) {
    if (isErrorOfKind(error, 'authentication') && error.code === 'access-denied') return null;
    throw error;
  }
  return targets;
}

/** What a query compares with. `null`: empty, which relates to nothing. `undefined`: not shown. */
export function queryValueOf(record: WireRecord, code: string): string | null | undefined {
  const shown = record[code]?.value;
  if (shown === null || shown === '') return null;
  return typeof shown === 'string' ? shown : undefined;
}

/** It was found by the value; left out, it would count as related no more. */
function withoutValue({ target, relatedField }: RelatedList): ContractError {
  return new ContractError(
    `Kintone found a record of app ${target} by a field that it does not show (at "${relatedField}").`,
    { code: unexpectedAnswer },
  );
}
