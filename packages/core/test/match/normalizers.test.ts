import { baseNormalizers, createNormalizers, fieldTypes, normalizerForTypes } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('normalizers', () => {
  it.each([
    ['exact', ' A ', ' A '],
    ['exact', null, ''],
    ['exact', ['a'], 'a'],
    ['exact', ['a', 'b'], ''],
    ['text', '  Ada\u00a0 \t Lovelace ', 'ada lovelace'],
    ['text', 'Straße', 'strasse'],
    ['text', 'ΟΔΟΣ', 'οδος'],
    ['text', 'ＡＣＭＥ　株式会社', 'acme 株式会社'],
    ['text', 'Zoe\u0308', 'zoë'],
    ['text', '\ufeffAc\u200bme\u00ad', 'acme'],
    ['text', '\u200b \ufeff', ''],
    ['email', ' Ada@ACME.example\u200b', 'ada@acme.example'],
    ['email', '  ', ''],
    ['domain', 'https://www.Acme.Example:8443/about?x=1#y', 'acme.example'],
    ['domain', 'acme.example.', 'acme.example'],
    ['domain', 'acme.example/path', 'acme.example'],
    ['domain', '//acme.example', 'acme.example'],
    ['domain', 'http://user:secret@acme.example', 'acme.example'],
    ['domain', 'ada@acme.example', 'acme.example'],
    ['domain', 'mailto:ada@acme.example', 'acme.example'],
    ['domain', 'bücher.example', 'xn--bcher-kva.example'],
    ['domain', 'xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['domain', 'www.com', 'www.com'],
    ['domain', 'sales.acme.example', 'sales.acme.example'],
    ['domain', 'n/a', ''],
    ['domain', 'none', ''],
    ['domain', 'Acme Inc', ''],
    ['domain', '', ''],
    ['number', '007.50', '7.5'],
    ['number', 'seven', ''],
    ['number', null, ''],
  ] as const)('%s: %j → %j', (name, value, key) => expect(baseNormalizers[name](value)).toBe(key));

  it.each(['exact', 'text', 'email', 'domain', 'number'] as const)('%s is stable: a key is its own key', (name) => {
    const normalize = baseNormalizers[name];
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.webUrl(),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const key = normalize(text);
        expect(normalize(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('text does not see case, width, composition and outer blanks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = baseNormalizers.text(text);
        expect(baseNormalizers.text(` ${text.normalize('NFD')}\t`)).toBe(key);
        expect(baseNormalizers.text(text.toUpperCase())).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('asks the registered library about telephone numbers, but not about nothing', () => {
    const { phone, text } = createNormalizers({ phone: (number) => `E.164 of ${number}` });
    expect(phone(' 555 ')).toBe('E.164 of 555');
    expect(phone(' ')).toBe('');
    expect(phone(null)).toBe('');
    expect(text('A')).toBe('a');
  });
});

describe('normalizerForTypes', () => {
  it.each([
    ['text', 'text', 'text'],
    ['text', 'multiline', 'text'],
    ['email', 'text', 'email'],
    ['email', 'email', 'email'],
    ['email', 'user', 'email'],
    ['user', 'user', 'email'],
    ['phone', 'text', 'phone'],
    ['url', 'url', 'domain'],
    ['url', 'text', 'domain'],
    ['integer', 'decimal', 'number'],
    ['integer', 'text', 'number'],
    ['option', 'option', 'exact'],
    ['option', 'text', 'text'],
    ['date', 'date', 'exact'],
    ['datetime', 'datetime', 'exact'],
    ['boolean', 'boolean', null],
    ['boolean', 'date', null],
    ['options', 'options', null],
    ['json', 'json', null],
    ['date', 'datetime', null],
    ['date', 'text', null],
    ['email', 'phone', null],
    ['email', 'url', null],
    ['integer', 'option', null],
  ] as const)('%s and %s → %s', (left, right, normalizer) => {
    expect(normalizerForTypes(left, right)).toBe(normalizer);
  });

  it('does not depend on the side', () => {
    for (const left of fieldTypes) {
      for (const right of fieldTypes) expect(normalizerForTypes(left, right)).toBe(normalizerForTypes(right, left));
    }
  });
});
