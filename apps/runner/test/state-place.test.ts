// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadText, told } from './support/load-text.ts';

const file = (state: string): string => `version: 1\n${state}\nconnections: {}\nsyncs: {}\n`;
const url = 'postgresql://ada:secret-word@db.example/crm';

describe('the state', () => {
  it('lies in a folder beside the file, unless the file or the environment says otherwise', async () => {
    const plain = await loadText(file(''));
    expect(plain.state).toMatchObject({
      folder: join(plain.directory, '.linkwright'),
      place: join(plain.directory, '.linkwright', 'state.db'),
    });
    const written = await loadText(file('state: ../elsewhere'));
    expect(written.state.folder).toBe(join(dirname(written.directory), 'elsewhere'));
    const asked = await loadText(file('state: ../elsewhere'), { LINKWRIGHT_STATE: url });
    // Many workspaces may be meant, so each has a schema of its own.
    expect(asked.state).toMatchObject({ folder: null, place: url, schema: expect.stringMatching(/^linkwright_/) });
    const empty = await loadText(file(`state: ${url}`), { LINKWRIGHT_STATE: '' });
    expect(empty.state.place).toBe(url);
    const dotEnv = await loadText(file(''), {}, { '.env': `LINKWRIGHT_STATE=${url}\n` });
    expect(dotEnv.state.place).toBe(url);
  });

  it('takes a password from outside, which is a secret wherever it stands', async () => {
    const parts = await loadText(file('state: postgresql://ada:${DB_PASSWORD}@db.example/crm'), {
      DB_PASSWORD: 'secret-word',
    });
    expect(parts.problems).toEqual([]);
    expect(parts.state.place).toBe(url);
    for (const loaded of [
      parts,
      await loadText(file(`state: ${url}`)),
      await loadText(file('state: ${file:address}'), {}, { address: url }),
      await loadText(file(''), { LINKWRIGHT_STATE: url }),
    ]) {
      expect(loaded.secrets).toContain('secret-word');
    }
  });

  it('of another database is refused without showing the address', async () => {
    const loaded = await loadText(file('state: mysql://ada:secret-word@db.example/crm'));
    expect(told(loaded.problems, loaded)).toEqual([
      '2:8 invalid-value state is not valid: expected is a folder, or postgresql://…. | Write another value.',
    ]);
    await expect(loadText(file(''), { LINKWRIGHT_STATE: 'mysql://ada:secret-word@db.example' })).rejects.toMatchObject({
      code: 'state-address-invalid',
      message: expect.not.stringContaining('secret-word'),
    });
  });

  it('waits for what is missing', async () => {
    const loaded = await loadText(file('state: postgresql://ada:${DB_PASSWORD}@db.example/crm'));
    expect(loaded.problems).toMatchObject([{ code: 'missing-environment-variable', path: ['state'] }]);
  });
});
