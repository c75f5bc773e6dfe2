const lineWidth = 120;

/**
 * Values as TypeScript that the formatter of the new package leaves as it is: objects one property per line, those in lists on
 * a line each where they fit, and lists on one line where they fit. `before`: what stands on the line already.
 */
export function literal(value: unknown, indent = '', before = indent): string {
  if (typeof value === 'string') return quoted(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => {
      const line = isObject(item) ? inLine(item) : null;
      return line !== null && inner.length + line.length < lineWidth ? line : literal(item, inner);
    });
    const breaks = value.length > 1 && value.every((item) => isObject(item) && Object.keys(item).length > 1);
    return list(items, indent, before, breaks);
  }
  if (!isObject(value)) return String(value);
  const lines = Object.entries(value).map(([key, item]) => {
    const start = `${inner}${keyOf(key)}: `;
    return `${start}${literal(item, inner, start)},\n`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

/** Of texts that are code already. `breaks`: one to a line in any case. */
export function list(items: readonly string[], indent: string, before = indent, breaks = false): string {
  const line = `[${items.join(', ')}]`;
  if (!breaks && !line.includes('\n') && before.length + line.length < lineWidth) return line;
  return `[\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}]`;
}

/** A call with an object of these properties, on one line where it fits. */
export function call(name: string, properties: Readonly<Record<string, unknown>>, indent: string): string {
  const known = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
  const line = inLine(known);
  const fits = line !== null && indent.length + name.length + line.length + 3 < lineWidth;
  return `${name}(${fits ? line : literal(known, indent)})`;
}

/** `null`: it does not go on one line. */
function inLine(value: Readonly<Record<string, unknown>>): string | null {
  const parts = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literal(item)}`);
  return parts.some((part) => part.includes('\n')) ? null : `{ ${parts.join(', ')} }`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

/** As a formatter would quote it. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  if (text.includes("'") && !text.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
