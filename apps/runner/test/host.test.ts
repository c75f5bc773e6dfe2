import { expect, it } from 'vitest';
import { userDirectory } from '../src/command/host.ts';

it('is where the user typed, when a package manager runs the command in the package’s folder', () => {
  const script = { INIT_CWD: '/project/sub', npm_package_json: '/project/package.json' };
  expect(userDirectory(script, '/project')).toBe('/project/sub');
});

it('is the working folder otherwise', () => {
  expect(userDirectory({}, '/project')).toBe('/project');
  // Left over from a package manager further up.
  expect(userDirectory({ INIT_CWD: '/project/sub' }, '/project')).toBe('/project');
  // A script that has gone elsewhere itself.
  const script = { INIT_CWD: '/project/sub', npm_package_json: '/project/package.json' };
  expect(userDirectory(script, '/project/other')).toBe('/project/other');
});
