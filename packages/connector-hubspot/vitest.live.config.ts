export { default } from '../../vitest.live.ts';
