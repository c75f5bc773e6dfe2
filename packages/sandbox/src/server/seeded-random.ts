/** Numbers in [0, 1), the same ones for the same seed and purpose (mulberry32 over a hash of both). */
export function createSeededRandom(seed: number, purpose: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed} ${purpose}`)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
