import { createRequire } from 'node:module';
import { z } from 'zod';

/** The parser of the exposition format that programs of Node use; it has no types. */
const parse = z
  .function({ input: [z.string()], output: z.array(z.looseObject({ name: z.string() })) })
  .implement(createRequire(import.meta.url)('parse-prometheus-text-format'));

const familySchema = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['COUNTER', 'GAUGE', 'HISTOGRAM']),
  metrics: z.array(
    z.looseObject({ value: z.string().optional(), labels: z.record(z.string(), z.string()).optional() }),
  ),
});

export interface ParsedMetrics {
  readonly families: ReadonlyMap<string, z.output<typeof familySchema>>;
  /** Of the first sample with these labels, and maybe others. */
  sampleOf(name: string, labels: Readonly<Record<string, string>>): number | undefined;
}

/** What `/metrics` says, as a parser reads it that users use. */
export function parseMetrics(text: string): ParsedMetrics {
  const parsed = z.array(familySchema).parse(parse(text));
  const families = new Map(parsed.map((family) => [family.name, family]));
  return {
    families,
    sampleOf(name, labels) {
      const found = families
        .get(name)
        ?.metrics.find((one) => Object.entries(labels).every(([label, value]) => one.labels?.[label] === value));
      return found?.value === undefined ? undefined : Number(found.value);
    },
  };
}
