import { expect, it } from 'vitest';
import { withoutVariables } from '../../src/configuration/edit/without-variables.ts';

const text = `# TOKEN=an-old-one
  export TOKEN = 'one' # of sales
TOKEN_2=two\r
KEY="-----BEGIN
TOKEN=inside of a value
-----END" # three lines
NAME='a "quoted" name'
TOKEN=last`;

it('takes out every line of a variable, also one of several lines, and no other', () => {
  expect(withoutVariables(text, ['KEY'])).toBe(text.replace(/KEY="[^"]*" # three lines\n/, ''));
  expect(withoutVariables(text, ['TOKEN_2', 'NAME'])).toBe(text.replace(/TOKEN_2.*\r\n/, '').replace(/NAME=.*\n/, ''));
  expect(withoutVariables(text, ['ABSENT'])).toBe(text);
});

it('leaves a text whose lines it cannot tell apart', () => {
  expect(withoutVariables(text, ['TOKEN'])).toBeNull();
});
