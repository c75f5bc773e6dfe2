import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigurationError, nearest } from '@linkwright/core';
import { parse } from 'yaml';
import { z } from 'zod';
import { publicBaseOf } from '../../configuration/public-base.ts';
import type { Role } from '../access/roles.ts';

/** How people sign in with an account of their own company (OpenID Connect). */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** `null`: the client has none, PKCE alone protects it. */
  readonly clientSecret: string | null;
  readonly scope: string;
  /** The claim that says what somebody may do; a path with dots where it lies in another. */
  readonly roleClaim: string;
  /** Values of the claim that make a role; `*`: everybody who may sign in. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
  /** Where browsers come back to: the public address of the service without a slash at its end. */
  readonly publicBase: string;
}

const prefix = 'LINKWRIGHT_OIDC_';
/** Keys of the file, and the variables that say the same and go before it. */
const variables = {
  issuer: `${prefix}ISSUER`,
  clientId: `${prefix}CLIENT_ID`,
  clientSecret: `${prefix}CLIENT_SECRET`,
  clientSecretFile: `${prefix}CLIENT_SECRET_FILE`,
  scope: `${prefix}SCOPE`,
  roleClaim: `${prefix}ROLE_CLAIM`,
  admins: `${prefix}ADMINS`,
  operators: `${prefix}OPERATORS`,
  viewers: `${prefix}VIEWERS`,
} as const;
const fileVariable = `${prefix}FILE`;

const isLoopback = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

const issuerSchema = z.url('It must be an address such as https://id.example.com.').refine((text) => {
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}, 'It must begin with https://: what somebody may do is read from there.');

const text = z.string({ error: 'It is missing.' }).trim().min(1, 'It is empty.');
const names = z
  .union([z.string().transform((list) => list.split(',')), z.array(z.string())])
  .transform((list) => list.map((one) => one.trim()).filter((one) => one !== ''));

const settingsSchema = z.strictObject({
  issuer: z.string({ error: 'It is missing.' }).pipe(issuerSchema),
  clientId: text,
  clientSecret: text.optional(),
  clientSecretFile: text.optional(),
  scope: text.default('openid profile email'),
  roleClaim: text.default('roles'),
  admins: names.default(['linkwright-admin']),
  operators: names.default(['linkwright-operator']),
  viewers: names.default(['linkwright-viewer']),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** `null`: nobody signs in like that. Throws a `ConfigurationError` (`sign-in-settings`) with everything that is wrong. */
export async function readSignInSettings(environment: Environment, directory: string): Promise<SignInSettings | null> {
  const given = Object.keys(environment).filter((name) => name.startsWith(prefix) && environment[name]);
  if (given.length === 0) return null;
  const problems = given.flatMap(unknownVariable);
  const file = environment[fileVariable];
  const written = file ? await readSettingsFile(resolve(directory, file)) : {};
  const ofVariables = Object.entries(variables).flatMap(([key, name]) =>
    environment[name] ? [[key, environment[name]] as const] : [],
  );
  const parsed = settingsSchema.safeParse({ ...written, ...Object.fromEntries(ofVariables) });
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap(toldIssue));
  const publicBase = publicBaseOf(environment.LINKWRIGHT_PUBLIC_URL ?? null);
  if (publicBase === null) {
    problems.push('LINKWRIGHT_PUBLIC_URL: browsers come back there, such as https://sync.example.com.');
  }
  if (problems.length > 0 || !parsed.success || publicBase === null) throw wrongSettings(problems);
  const { issuer, clientId, clientSecret, clientSecretFile, scope, roleClaim, admins, operators, viewers } =
    parsed.data;
  const secret = clientSecretFile === undefined ? clientSecret : await readSecret(resolve(directory, clientSecretFile));
  return {
    issuer,
    clientId,
    clientSecret: secret ?? null,
    scope,
    roleClaim,
    roles: { admin: admins, operator: operators, viewer: viewers },
    publicBase,
  };
}

function unknownVariable(name: string): readonly string[] {
  const known: readonly string[] = [...Object.values(variables), fileVariable];
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  return [`${name} is not known. ${near === null ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`}`];
}

function toldIssue(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'unrecognized_keys') {
    const key = String(issue.path[0] ?? '');
    const name = Object.entries(variables).find(([one]) => one === key)?.[1];
    return [`${key}${name === undefined ? '' : ` (${name})`}: ${issue.message}`];
  }
  return issue.keys.map((key) => {
    const near = nearest(key, Object.keys(variables));
    return `${key} is not known. ${near === null ? `Known: ${Object.keys(variables).join(', ')}.` : `Did you mean ${near}?`}`;
  });
}

const objectSchema = z.record(z.string(), z.unknown());

async function readSettingsFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return objectSchema.parse(parse(await readFile(file, 'utf8'), { maxAliasCount: 100 }) ?? {});
  } catch {
    throw wrongSettings([`${fileVariable}: ${file} cannot be read as YAML with one key a line.`]);
  }
}

async function readSecret(file: string): Promise<string> {
  const secret = await readFile(file, 'utf8').catch(() => null);
  if (secret === null || secret.trim() === '') {
    throw wrongSettings([`clientSecretFile (${variables.clientSecretFile}): ${file} cannot be read, or is empty.`]);
  }
  return secret.trim();
}

const wrongSettings = (problems: readonly string[]): ConfigurationError =>
  new ConfigurationError(`The settings for signing in (OpenID Connect) are not right:\n${problems.join('\n')}`, {
    code: 'sign-in-settings',
    remedy: 'Correct them, or unset all variables that begin with LINKWRIGHT_OIDC_.',
  });
