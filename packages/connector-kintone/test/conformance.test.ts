import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import kintone from '../src/index.ts';
import { create, probe, roles, settings } from './support/conformance-world.ts';

testConnector({
  name: 'Kintone',
  test: { describe, it },
  connector: kintone,
  settings,
  roles,
  threePages: 1_001,
  create,
  probe,
});
