/** 128 random bits as text: unique per attempt at a record. */
export function newWriteId(random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return `lw-${part()}${part()}${part()}${part()}`;
}
