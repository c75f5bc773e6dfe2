import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import airtable from '../src/index.ts';
import { create, probe, roles, settings } from './support/conformance-world.ts';

testConnector({
  name: 'Airtable',
  test: { describe, it },
  connector: airtable,
  settings,
  roles,
  threePages: 250,
  create,
  probe,
});
