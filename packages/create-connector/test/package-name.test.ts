import { expect, test } from 'vitest';
import { connectorNames, titleOf } from '../src/package-name.ts';

test.each([
  ['my-app', 'linkwright-connector-my-app', 'my-app'],
  ['linkwright-connector-my-app', 'linkwright-connector-my-app', 'my-app'],
  ['@acme/my-app', '@acme/linkwright-connector-my-app', 'my-app'],
  ['@acme/linkwright-connector-crm2', '@acme/linkwright-connector-crm2', 'crm2'],
])('%s is %s', (typed, packageName, app) => {
  expect(connectorNames(typed)).toEqual({ packageName, app, folder: `linkwright-connector-${app}` });
});

test.each([
  ['My App', 'did you mean "my-app"?'],
  ['Über_CRM', 'did you mean "uber-crm"?'],
  ['3com', 'did you mean "com"?'],
  ['---', 'small letters, digits and single "-", a letter first.'],
  ['../elsewhere', 'is a path; --directory'],
  ['a/b', 'is a path; --directory'],
  ['@Acme/my-app', 'a scope that npm does not take'],
  ['@linkwright/my-app', 'the scope of the project itself'],
  ['linkwright-connector-', 'a letter first'],
  ['a'.repeat(41), 'more than 40 characters'],
])('%s is refused', (typed, why) => {
  const names = connectorNames(typed);
  expect('problem' in names && names.problem).toContain(why);
});

test('an app has a title', () => {
  expect(titleOf('my-app2-crm')).toBe('My App2 Crm');
});
