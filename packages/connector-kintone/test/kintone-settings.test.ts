import { describe, expect, it } from 'vitest';
import { accountIdOf, domainUrl, kintoneSettingsSchema, tokensOf } from '../src/kintone-settings.ts';

const baseUrl = 'https://example.cybozu.com';
const problemOf = (settings: object) => kintoneSettingsSchema.safeParse(settings).error?.issues[0]?.message ?? null;

describe('settings', () => {
  it('take tokens as a text, as several texts, or a login name', () => {
    const tokens = (apiToken: string | string[]) => tokensOf(kintoneSettingsSchema.parse({ baseUrl, apiToken }));
    expect(tokens('a')).toEqual(['a']);
    expect(tokens(' a, b,a,')).toEqual(['a', 'b']);
    expect(tokens(['a', 'b,c'])).toEqual(['a', 'b', 'c']);
    expect(tokensOf(kintoneSettingsSchema.parse({ baseUrl, username: 'u', password: 'p' }))).toEqual([]);
  });

  it('say what is missing or too much', () => {
    expect(problemOf({ baseUrl })).toMatch(/give apiToken/);
    expect(problemOf({ baseUrl, username: 'u' })).toMatch(/username and password/);
    expect(problemOf({ baseUrl, apiToken: 'a', username: 'u', password: 'p' })).toMatch(/either/);
    expect(problemOf({ baseUrl, apiToken: ' , ' })).toMatch(/API token/);
    expect(problemOf({ baseUrl, apiToken: 'a,b,c,d,e,f,g,h,i,j' })).toMatch(/at most 9 tokens/);
    expect(problemOf({ baseUrl, apiToken: 'a', token: 1 })).toMatch(/token/);
    expect(problemOf({ baseUrl: 'example', apiToken: 'a' })).toMatch(/https:\/\/example\.cybozu\.com/);
    expect(problemOf({ baseUrl, apiToken: 'a', guestSpaceId: 'five' })).toMatch(/guest space/);
  });

  it('send credentials over plain http to this machine only', () => {
    expect(problemOf({ baseUrl: 'http://example.cybozu.com', apiToken: 'a' })).toMatch(/https/);
    expect(problemOf({ baseUrl: 'http://localhost:4400/kintone', apiToken: 'a' })).toBeNull();
  });

  it('name the account by domain and guest space', () => {
    const settings = kintoneSettingsSchema.parse({ baseUrl: `${baseUrl}/k/`, apiToken: 'a' });
    expect([accountIdOf(settings), domainUrl(settings)]).toEqual(['example.cybozu.com', baseUrl]);
    expect(accountIdOf({ ...settings, guestSpaceId: 5 })).toBe('example.cybozu.com/guest/5');
    expect(domainUrl({ ...settings, baseUrl: 'http://localhost:4400/kintone' })).toBe('http://localhost:4400/kintone');
  });
});
