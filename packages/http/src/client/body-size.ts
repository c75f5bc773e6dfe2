/** No page of any app has a list as long as this. */
const longestList = 100_000;

/** Values of all kinds in one answer: some hundred records with every property and association that an app allows. */
const mostValues = 5_000_000;

/**
 * Why a body is not even looked into, in words. A schema takes a microsecond for each value, so a few megabytes of nothing
 * would keep a process busy for minutes. `null`: it is no larger than answers are.
 */
export function sizeProblem(body: unknown): string | null {
  let values = 0;
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    values += 1;
    if (typeof value !== 'object' || value === null) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (items.length > longestList) return `a list of ${items.length}, where ${longestList} are the most`;
    if (values + waiting.length + items.length > mostValues) return `more than ${mostValues} values`;
    for (const item of items) waiting.push(item);
  }
  return null;
}
