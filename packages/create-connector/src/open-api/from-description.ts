import { basename } from 'node:path';
import { nearest } from '@linkwright/core';
import type { ConnectorOptions } from '../connector-options.ts';
import { UsageError } from '../usage-error.ts';
import { literal } from './code-writer.ts';
import { type Collection, findCollections } from './find-collections.ts';
import { leftToDo } from './left-to-do.ts';
import { idPropertyOf, proposeObject } from './propose-object.ts';
import { type Description, listOf, type Node, nodeOf, readDescription, resolve, textOf } from './read-description.ts';
import { associationsCode, callsCode, schemaCode } from './write-objects.ts';

export interface FromDescription {
  /** By path; of `calls` only the table. */
  readonly files: ReadonlyMap<string, string>;
  /** Of the first server. `null`: it names none, or one without a host. */
  readonly baseUrl: string | null;
  /** In which a key travels. `null`: it is a bearer token. */
  readonly keyHeader: string | null;
  readonly objects: readonly string[];
  readonly leftToDo: readonly string[];
}

/**
 * What an OpenAPI description says of an app, as code. `wanted`: names of objects; absent: all that can be listed without
 * saying more, and that have an id. Throws a `UsageError`.
 */
export async function fromDescription(
  path: string,
  wanted: readonly string[] | null,
  { app, appName }: Pick<ConnectorOptions, 'app' | 'appName'>,
): Promise<FromDescription> {
  const description = await readDescription(path);
  const schemes = schemesOf(description);
  const found = findCollections(description);
  const chosen = choose(found, wanted, path);
  const objects = chosen.map((collection) => proposeObject(description.root, collection, chosen));
  const source = basename(path);
  const open = leftToDo(objects, credentialNotes(schemes));
  return {
    baseUrl: baseUrlOf(description),
    keyHeader: keyHeaderOf(schemes),
    objects: chosen.map(({ name }) => name),
    leftToDo: open,
    files: new Map([
      [`src/${app}-schema.ts`, schemaCode(objects, source, appName, app)],
      [`src/${app}-associations.ts`, associationsCode(objects, source)],
      [`src/${app}-calls.ts`, callsCode(objects)],
      [
        'test/left-to-do.ts',
        `/** What ${source} does not say. */\nexport const leftToDo = ${literal(open, '', 'export const leftToDo = ')};\n`,
      ],
    ]),
  };
}

function choose(
  found: ReadonlyMap<string, Collection>,
  wanted: readonly string[] | null,
  path: string,
): readonly Collection[] {
  const names = [...found.keys()];
  const has = names.length === 0 ? 'it lists no records' : `it lists ${names.join(', ')}`;
  if (wanted === null) {
    const usual = [...found.values()].filter((one) => one.needs.length === 0 && idPropertyOf(one) !== null);
    if (usual.length > 0) return usual;
    throw new UsageError([
      `--from ${path}: no object was found that can be listed as it is and has an id; ${has}. --objects takes some of them all the same.`,
    ]);
  }
  const problems = wanted.flatMap((name) => {
    if (found.has(name)) return [];
    const near = nearest(name, names);
    return [`--objects ${name} is not in ${path}${near === null ? `; ${has}.` : `. Did you mean ${near}?`}`];
  });
  if (problems.length > 0) throw new UsageError(problems);
  return [...new Set(wanted)].flatMap((name) => found.get(name) ?? []);
}

function baseUrlOf({ root }: Description): string | null {
  const server = nodeOf(listOf(root.servers)[0]);
  const variables = nodeOf(server.variables);
  const url = (textOf(server.url) ?? '').replace(/\{([^{}]*)\}/g, (_all, name: string) => {
    return textOf(nodeOf(variables[name]).default) ?? name;
  });
  return URL.canParse(url) && /^https?:\/\/[^\s'"`\\{}]+$/.test(url) ? url.replace(/\/$/, '') : null;
}

/** The header of an API key. `null`: a bearer token goes with every call. */
function keyHeaderOf(schemes: readonly Node[]): string | null {
  if (schemes.some(isBearer)) return null;
  const key = schemes.find(({ type, in: place, name }) => type === 'apiKey' && place === 'header' && isHeader(name));
  return textOf(key?.name);
}

const isBearer = ({ type, scheme }: Node): boolean => type === 'http' && /^bearer$/i.test(String(scheme));
const isHeader = (name: unknown): boolean => typeof name === 'string' && /^[\w-]+$/.test(name);

function schemesOf({ root }: Description): readonly Node[] {
  return Object.values(nodeOf(nodeOf(root.components).securitySchemes)).map((one) => resolve(root, one).node);
}

function credentialNotes(schemes: readonly Node[]): readonly string[] {
  if (schemes.some(isBearer) || keyHeaderOf(schemes) !== null) return [];
  const what = schemes.map((one) => [one.type, one.scheme ?? one.name].filter(Boolean).join(' ')).join(', ');
  return [`credentials: a bearer token is sent; the description asks for ${what || 'nothing that it names'}`];
}
