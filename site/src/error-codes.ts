import type { AnyNode, Program } from 'acorn';
import { type Constants, constantsOf, nodesOf, parseSource, propertyOf, textsOf } from './source-strings.ts';

/** One place in the source that tells an error. */
export interface ToldError {
  readonly code: string;
  /** Repository path of its file. */
  readonly file: string;
  /** Class of the error; `problem` where it is one of a list with places in the file. */
  readonly kind: string;
  readonly messages: readonly string[];
  readonly remedies: readonly string[];
}

/** `custom` is a word of zod's, `aborted` one of Node's. */
export const isCode = (text: string): boolean =>
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text !== 'custom' && text !== 'aborted';

/** Everything in a file that is told with a code: thrown errors, problems of a configuration, refusals of a record. */
export function errorsIn(file: string, text: string, shared: SharedNames): readonly ToldError[] {
  const program = parseSource(text);
  const constants = new Map([...shared.constants, ...constantsOf(program)]);
  const found: ToldError[] = [];
  const helpers = new Map([...shared.helpers, ...helpersOf(program)]);
  const seen = new Set<AnyNode>();
  const note = (kind: string, properties: readonly AnyNode[], message: AnyNode | undefined): void => {
    const code = propertyOf(properties, 'code');
    if (!code) return;
    const messageNode =
      message ?? ['message', 'text', 'reason'].flatMap((name) => propertyOf(properties, name) ?? [])[0]?.value;
    const remedy = propertyOf(properties, 'remedy')?.value;
    for (const one of textsOf(code.value, constants).filter(isCode)) {
      found.push({
        code: one,
        file,
        kind,
        messages: messageNode ? textsOf(messageNode, constants) : [],
        remedies: remedy ? textsOf(remedy, constants) : [],
      });
    }
  };
  for (const node of nodesOf(program)) {
    if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name.endsWith('Error')) {
      const [message, options] = node.arguments;
      if (options?.type !== 'ObjectExpression') continue;
      seen.add(options);
      note(node.callee.name, options.properties, message);
    } else if (node.type === 'ObjectExpression' && !seen.has(node)) {
      const names = ['message', 'remedy', 'path', 'category', 'text', 'reason'];
      const isTold =
        names.some((name) => propertyOf(node.properties, name)) ||
        node.properties.some(({ type }) => type === 'SpreadElement');
      if (isTold) note(kindOf(node.properties), node.properties, undefined);
    } else if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
      const helper = helpers.get(node.callee.name);
      const code = helper && node.arguments[helper.code];
      if (!helper || !code) continue;
      const message = node.arguments[helper.message];
      const remedy = node.arguments[helper.remedy];
      for (const one of textsOf(code, constants).filter(isCode)) {
        const messages = message ? textsOf(message, constants) : [];
        const remedies = remedy ? textsOf(remedy, constants) : [];
        found.push({ code: one, file, kind: helper.kind, messages, remedies });
      }
    }
  }
  return found;
}

/** A place in the file makes it a problem of the configuration; what is derived from another is one of a connector's package. */
function kindOf(properties: readonly AnyNode[]): string {
  if (propertyOf(properties, 'category')) return 'RecordError';
  const isPlaced = propertyOf(properties, 'path') || properties.some(({ type }) => type === 'SpreadElement');
  return isPlaced || (propertyOf(properties, 'message') && propertyOf(properties, 'remedy')) ? 'problem' : 'refusal';
}

/** A function that makes errors of a code that it is given: which of its parameters are what. */
interface Helper {
  readonly name: string;
  readonly kind: string;
  readonly code: number;
  readonly message: number;
  readonly remedy: number;
}

function helperOf(node: AnyNode): Helper | null {
  const [name, made] =
    node.type === 'FunctionDeclaration'
      ? [node.id?.name, node]
      : node.type === 'VariableDeclarator' &&
          node.id.type === 'Identifier' &&
          node.init?.type === 'ArrowFunctionExpression'
        ? [node.id.name, node.init]
        : [undefined, undefined];
  if (name === undefined || made === undefined) return null;
  const names = made.params.map((param) => (param.type === 'Identifier' ? param.name : ''));
  const code = names.indexOf('code');
  if (code === -1) return null;
  const thrown = [...nodesOf(made.body)].find(
    (one) => one.type === 'NewExpression' && one.callee.type === 'Identifier' && one.callee.name.endsWith('Error'),
  );
  const kind = thrown?.type === 'NewExpression' && thrown.callee.type === 'Identifier' ? thrown.callee.name : 'refusal';
  const message = names.findIndex((one) => ['message', 'text', 'reason'].includes(one));
  return { name, kind, code, message, remedy: names.indexOf('remedy') };
}

const helpersOf = (program: Program): ReadonlyMap<string, Helper> =>
  new Map([...nodesOf(program)].flatMap((node) => helperOf(node) ?? []).map((helper) => [helper.name, helper]));

/** What files name of each other: error codes that stand in constants, and functions that make errors. */
export interface SharedNames {
  readonly constants: Constants;
  readonly helpers: ReadonlyMap<string, Helper>;
}

export function sharedNames(texts: readonly string[]): SharedNames {
  const constants = new Map<string, string>();
  const helpers = new Map<string, Helper>();
  for (const program of texts.map(parseSource)) {
    for (const node of program.body) {
      if (node.type !== 'ExportNamedDeclaration' || !node.declaration) continue;
      // Not those within a function: they are known there alone.
      const known = node.declaration.type === 'VariableDeclaration' ? constantsOf(node.declaration) : [];
      for (const [name, value] of known) if (isCode(value)) constants.set(name, value);
      for (const below of nodesOf(node.declaration)) {
        const helper = helperOf(below);
        if (helper) helpers.set(helper.name, helper);
      }
    }
  }
  return { constants, helpers };
}
