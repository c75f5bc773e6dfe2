import { testConnector } from '@linkwright/core/testing';
import { describe, it } from 'vitest';
import { inMemoryConformance } from './support/in-memory-world.ts';
import { byKey, inline, separate, single } from './support/variants.ts';

for (const variant of [separate, inline, byKey, single]) {
  testConnector({ name: `In memory, ${variant.name}`, test: { describe, it }, ...inMemoryConformance(variant) });
}
