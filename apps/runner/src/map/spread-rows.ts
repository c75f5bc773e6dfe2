/** Something that wants to stand at a height, in the middle of its own. */
export interface Row {
  readonly wanted: number;
  readonly height: number;
}

/** Heights that a row must not cover, such as that of a line that runs through. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/**
 * Middles of the rows, in the order given, as near to where they want to be as they can stand without covering each other, what
 * is above `top`, or a band.
 */
export function spreadRows(rows: readonly Row[], top: number, bands: readonly Band[] = []): readonly number[] {
  const sorted = rows.map((row, index) => ({ ...row, index })).sort((a, b) => a.wanted - b.wanted);
  const middles = pushApart(sorted);
  const placed = new Array<number>(rows.length).fill(0);
  let free = top;
  for (const [place, { height, index }] of sorted.entries()) {
    const middle = belowBands(Math.max(middles[place] ?? 0, free + height / 2), height, bands);
    placed[index] = middle;
    free = middle + height / 2;
  }
  return placed;
}

/** Neighbours that would cover each other form a block around the mean of what they want. */
function pushApart(sorted: readonly Row[]): readonly number[] {
  interface Block {
    sum: number;
    rows: number;
  }
  const blocks: Block[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const [place, { wanted, height }] of sorted.entries()) {
    const before = sorted[place - 1];
    if (before !== undefined) offset += (before.height + height) / 2;
    offsets.push(offset);
    blocks.push({ sum: wanted - offset, rows: 1 });
    for (;;) {
      const [last, former] = [blocks.at(-1), blocks.at(-2)];
      if (!last || !former || former.sum / former.rows <= last.sum / last.rows) break;
      blocks.pop();
      former.sum += last.sum;
      former.rows += last.rows;
    }
  }
  const starts = blocks.flatMap(({ sum, rows }) => new Array<number>(rows).fill(sum / rows));
  return starts.map((start, place) => start + (offsets[place] ?? 0));
}

function belowBands(middle: number, height: number, bands: readonly Band[]): number {
  let found = middle;
  for (const { from, to } of bands.toSorted((a, b) => a.from - b.from)) {
    if (found - height / 2 < to && found + height / 2 > from) found = to + height / 2;
  }
  return found;
}
