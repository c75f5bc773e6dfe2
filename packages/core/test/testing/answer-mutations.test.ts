import { answerMutations } from '@linkwright/core/testing';
import { expect, test } from 'vitest';

const answer = { results: [{ id: '1' }, { id: '2' }, { id: '3' }], paging: { next: null } };
const text = JSON.stringify(answer);
const applied = (name: string): unknown => {
  const mutation = answerMutations(text).find((candidate) => candidate.name === name);
  const mutated = mutation?.apply(text) ?? 'there is no such mutation';
  try {
    return JSON.parse(mutated);
  } catch {
    return mutated;
  }
};

test.each([
  ['results: missing', { paging: { next: null } }],
  ['results.0: missing', { ...answer, results: [{ id: '2' }, { id: '3' }] }],
  ['results.2.id: null', { ...answer, results: [{ id: '1' }, { id: '2' }, { id: null }] }],
  ['results: first left out', { ...answer, results: [{ id: '2' }, { id: '3' }] }],
  ['results: first in place of last', { ...answer, results: [{ id: '1' }, { id: '2' }, { id: '1' }] }],
  ['results: last twice', { ...answer, results: [...answer.results, { id: '3' }] }],
  ['paging: nested', { ...answer, paging: { value: { next: null } } }],
  ['the answer: nested in a list', [answer]],
  ['the answer: cut off', text.slice(0, Math.floor(text.length / 2))],
])('%s', (name, expected) => {
  expect(applied(name)).toEqual(expected);
});

test('every fault differs from the answer, and none comes twice', () => {
  const mutations = answerMutations(text);
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  expect(mutations.filter((mutation) => mutation.apply(text) === text)).toEqual([]);
  // Those between the first and the last are read by the same code.
  expect(mutations.some(({ place }) => place[1] === 1)).toBe(false);
});

test('what is no JSON can be a web page, cut off or nothing', () => {
  expect(answerMutations('OK').map(({ fault }) => fault)).toEqual(['page of HTML', 'cut off', 'nothing']);
});
