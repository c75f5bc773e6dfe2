import { expect, test } from 'vitest';
import {
  type AssociationTarget,
  RecordError,
  resultingIds,
  withoutRefusedTargets,
  writtenOutcome,
} from '../../src/index.ts';

const gone = new RecordError('Gone.', { code: 'gone', category: 'association-target', remedy: 'Look.' });
const targets = (...ids: readonly string[]): readonly AssociationTarget[] => ids.map((id) => ({ id }));
const isId = (target: AssociationTarget, id: string) => 'id' in target && target.id === id;

test('a refused target is taken out of what is added and of what is left, and is told', () => {
  const edits = {
    companies: { add: targets('1', '2'), remove: targets('3'), result: targets('9', '1', '2') },
    deals: { add: targets('2'), remove: [], result: targets('2') },
  };
  const refuse = (field: string, target: AssociationTarget) =>
    field === 'companies' && isId(target, '2') ? gone : null;
  expect(withoutRefusedTargets(edits, refuse)).toEqual({
    edits: {
      companies: { add: targets('1'), remove: targets('3'), result: targets('9', '1') },
      deals: edits.deals,
    },
    refused: [{ field: 'companies', target: { id: '2' }, error: gone }],
  });
});

test('one that the app showed and that has gone meanwhile is no refusal', () => {
  const edits = { companies: { add: targets('1'), remove: [], result: targets('9', '1') } };
  const accepted = withoutRefusedTargets(edits, (_field, target) => (isId(target, '9') ? gone : null));
  expect(accepted.edits.companies?.result).toEqual(targets('1'));
  expect(accepted.refused).toEqual([]);
});

test('targets may be named by keys; nothing to edit is nothing to refuse', () => {
  const edit = { add: [{ key: 'Acme' }], remove: [], result: [{ key: 'Acme' }] };
  const { edits, refused } = withoutRefusedTargets({ employer: edit }, () => gone);
  expect(edits).toEqual({ employer: { add: [], remove: [], result: [] } });
  expect(refused).toEqual([{ field: 'employer', target: { key: 'Acme' }, error: gone }]);
  expect(withoutRefusedTargets(undefined, () => gone)).toEqual({ edits: {}, refused: [] });
});

test('an outcome names refusals only where there are some', () => {
  const record = { id: '1', fields: {} };
  expect(writtenOutcome(record)).toEqual({ kind: 'written', record });
  const refused = [{ field: 'a', target: { id: '2' }, error: gone }];
  expect(writtenOutcome(record, refused)).toEqual({ kind: 'written', record, refused });
});

test('a set is sent as it shall be, each target once', () => {
  expect(resultingIds({ result: [{ id: '2' }, { id: '1' }, { key: 'Acme' }, { id: '2' }] })).toEqual(['2', '1']);
  expect(resultingIds({ result: [] })).toEqual([]);
});
