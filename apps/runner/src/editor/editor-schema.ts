import { acceptPlaceholders } from '../configuration/accept-placeholders.ts';
import { configurationJsonSchema } from '../configuration/configuration-json-schema.ts';
import { isSchema, type JsonSchema } from '../configuration/known-keys.ts';
import type { KnownAccount } from './known-account.ts';
import { objectOverlays } from './object-overlays.ts';
import { likely } from './offer-names.ts';

/** What an editor is to know beside the format of the file. */
export interface EditorKnowledge {
  /** By package name. `null`: the settings of this connector cannot be said as JSON Schema. */
  readonly connectors: ReadonlyMap<string, JsonSchema | null>;
  /** Names that the file has already. */
  readonly connections: readonly string[];
  readonly syncs: readonly string[];
  /** What the accounts offer. Empty: they were not asked. */
  readonly accounts: readonly KnownAccount[];
}

/** The JSON Schema of a configuration, with what is known of its connectors and its accounts. */
export function editorSchema(knowledge: EditorKnowledge): JsonSchema {
  const base = configurationJsonSchema();
  const { connections, syncs } = base.properties ?? {};
  const overlays = objectOverlays(knowledge.accounts);
  return {
    ...base,
    properties: {
      ...base.properties,
      connections: { ...asSchema(connections), additionalProperties: connectionSchema(connections, knowledge) },
      syncs: {
        ...asSchema(syncs),
        additionalProperties: {
          ...asSchema(asSchema(syncs).additionalProperties),
          allOf: [namesOfTheFile(knowledge), ...overlays.conditions],
        },
      },
    },
    ...(Object.keys(overlays.definitions).length > 0 && { $defs: overlays.definitions }),
  };
}

function connectionSchema(connections: unknown, { connectors }: EditorKnowledge): JsonSchema {
  const known = [...connectors].flatMap(([name, settings]) => (settings === null ? [] : [{ name, settings }]));
  return {
    ...asSchema(asSchema(connections).additionalProperties),
    allOf: [
      { properties: { connector: likely([...connectors.keys()]) } },
      ...known.map(({ name, settings }) => ({
        if: { properties: { connector: { const: name } }, required: ['connector'] },
        // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
        then: { properties: { settings: acceptPlaceholders(settings) } },
      })),
    ],
  };
}

/** Names that other parts of the file may refer to. A name that is added later is no mistake. */
function namesOfTheFile({ connections, syncs }: EditorKnowledge): JsonSchema {
  const end: JsonSchema = { properties: { connection: likely(connections) } };
  return {
    properties: {
      left: end,
      right: end,
      associations: { items: { properties: { via: likely(syncs) } } },
      references: { items: { properties: { target: likely(syncs) } } },
    },
  };
}

const asSchema = (value: unknown): JsonSchema => (isSchema(value) ? value : {});
