import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import { libraryConformance } from './support/library-world.ts';

testConnector({ name: 'A library in SQLite', test: { describe, it }, ...libraryConformance });
