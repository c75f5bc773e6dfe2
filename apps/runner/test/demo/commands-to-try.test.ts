import { expect, it } from 'vitest';
import { commandsToTry } from '../../src/demo/commands-to-try.ts';

it('the commands to try work where they are read: in a clone, beside one, and installed', () => {
  const edit = { url: 'http://localhost:4400/hubspot/crm/objects/2026-09/companies/1', token: 'token' };
  const first = (directory: string, environment: Readonly<Record<string, string>>): string | undefined =>
    commandsToTry({ directory, environment }, '/home/ada/sync/linkwright-demo/linkwright.yaml', edit)[1]?.trim();
  const script = (clone: string) => ({ npm_lifecycle_event: 'linkwright', npm_package_json: `${clone}/package.json` });

  expect(first('/home/ada/sync', {})).toBe('linkwright status -c linkwright-demo/linkwright.yaml');
  expect(first('/home/ada/sync', script('/home/ada/sync'))).toBe(
    'npx -y pnpm@12 linkwright status -c linkwright-demo/linkwright.yaml',
  );
  expect(first('/home/ada/sync', script('/home/ada/linkwright'))).toBe(
    'npx -y pnpm@12 --silent --dir /home/ada/linkwright linkwright status -c linkwright-demo/linkwright.yaml',
  );
  expect(first('/home/ada/sync', script('/home/ada/my clone'))).toContain("--dir '/home/ada/my clone' linkwright");
});
