/** SQLite takes 32,766 parameters a statement; the widest row here has eleven. */
export const rowsPerStatement = 500;

export function* inChunks<Item>(items: readonly Item[], size: number = rowsPerStatement): Generator<readonly Item[]> {
  if (items.length <= size) {
    if (items.length > 0) yield items;
    return;
  }
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
