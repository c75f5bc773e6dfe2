import { describe, it } from 'node:test';
import { testConnector } from '@linkwright/core/testing';
import { inMemoryConformance } from './in-memory-world.ts';
import { single } from './variants.ts';

/** Run by node itself: the suite asks nothing of vitest. */
testConnector({ name: 'In memory', test: { describe, it }, ...inMemoryConformance(single) });
