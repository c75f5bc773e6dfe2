import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import connector from '../src/index.ts';
import conformance from './conformance.ts';

testConnector({ name: 'Example App', test: { describe, it }, connector, ...conformance });
