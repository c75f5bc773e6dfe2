import { isDeepStrictEqual } from 'node:util';
import { accountInfoSchema } from '../../contract/account-info-schema.ts';
import { defaultCapabilities } from '../../contract/capabilities.ts';
import type { AssociationFieldSchema, ObjectSchema } from '../../contract/object-schema.ts';
import { objectSummarySchema, parseObjectSchema } from '../../contract/object-schema-schema.ts';
import { parseAnswer } from '../../contract/parse-answer.ts';
import { expectFailure, expectKind, expectSame, expectThat } from './expectations.ts';
import { associationOf, type ConformanceTest, fieldOf, type Plan, type Trial } from './trial.ts';
import { nameOf } from './trial-steps.ts';

/** The engine compiles a configuration from what a connection says of itself: all of it has to be true. */
export function describeTests({ roles, capabilities }: Plan): readonly ConformanceTest[] {
  return [
    {
      name: 'says whose account it is, the same at every time',
      async run(trial) {
        const first = parseAnswer(accountInfoSchema, await trial.connection.check({}, trial.options), 'an account');
        const second = await trial.connect().check({}, trial.options);
        expectSame(second.accountId, first.accountId, 'Two connections to one account give different account ids.');
      },
    },
    {
      name: 'lists objects by ids of their own',
      async run(trial) {
        const { objects, complete } = await trial.connection.listObjects({}, trial.options);
        for (const summary of objects) parseAnswer(objectSummarySchema, summary, 'a summary of an object');
        const ids = objects.map(({ id }) => id);
        expectSame(new Set(ids).size, ids.length, `listObjects gives two objects the same id: ${ids.join(', ')}.`);
        const missing = [trial.source.id, trial.target.id].filter((id) => !ids.includes(id));
        expectThat(
          !complete || missing.length === 0,
          `listObjects says that its list is complete and leaves out ${missing.join(', ')}. List them, or say complete: false.`,
        );
      },
    },
    {
      name: 'describes objects in the order in which they were asked for',
      async run(trial) {
        const objects = [trial.target.id, trial.source.id];
        const schemas = await trial.connection.describeObjects({ objects }, trial.options);
        const ids = schemas.map((schema) => parseObjectSchema(schema).id);
        expectSame(ids, objects, 'describeObjects answers one schema per object, in order.');
      },
    },
    {
      name: 'gives no two fields of an object the same name',
      async run({ source, target }) {
        for (const { schema } of [source, target]) {
          const names = [...schema.fields, ...schema.associations].map(({ name }) => name);
          const twice = names.filter((name, index) => names.indexOf(name) !== index);
          expectSame(twice, [], `Two fields of "${schema.name}" have one name, so the configuration can mean neither.`);
        }
      },
    },
    {
      name: 'describes associations whose targets, sets and inverses are there',
      async run(trial) {
        for (const { schema } of [trial.source, trial.target]) {
          for (const association of schema.associations) await expectEndsExist(trial, schema, association);
        }
      },
    },
    {
      name: 'gives options to the fields that need them, and to no others',
      async run({ source, target }) {
        for (const { name, type, options } of [...source.schema.fields, ...target.schema.fields]) {
          const needed = type === 'option' || type === 'options';
          expectThat(
            needed === (options !== undefined),
            `"${name}" is of type ${type}: options go with option(s) only.`,
          );
          const values = (options ?? []).map(({ value }) => value);
          expectSame(new Set(values).size, values.length, `Two options of "${name}" have the same value.`);
        }
      },
    },
    {
      name: 'declares for its objects the capabilities that chose these tests',
      async run({ connector, source, target }) {
        for (const { schema } of [source, target]) {
          expectSame(
            schema.capabilities?.hints,
            undefined,
            `"${schema.name}" declares hints: they are those of its connection, so say them in the connector's capabilities.`,
          );
          // Which hints there are may depend on the account that is tried.
          const { hints } = capabilities;
          const declared = { ...defaultCapabilities, ...connector.capabilities, ...schema.capabilities, hints };
          const same = isDeepStrictEqual(declared, { ...defaultCapabilities, ...capabilities });
          expectThat(same, `"${schema.name}" overrides capabilities: give the suite the same under \`capabilities\`.`);
        }
      },
    },
    {
      name: 'has writeAssociations exactly where associations are written separately',
      about: 'associations',
      async run({ connection }) {
        const { create, update } = capabilities.associationWrites;
        const separate = create === 'separate' || update === 'separate';
        expectSame(
          connection.writeAssociations !== undefined,
          separate,
          separate
            ? 'The capabilities say `separate`: give the connection writeAssociations.'
            : 'The capabilities say `inline`: nobody calls writeAssociations, so leave it out.',
        );
      },
    },
    {
      name: 'has a role in this suite for every kind of field that can be written',
      async run({ source }) {
        const named = Object.entries(roles.source.fields ?? {});
        for (const [type, role] of named) {
          expectSame(
            fieldOf(source.schema, nameOf(role)).type,
            type,
            `The role of "${nameOf(role)}" names another type.`,
          );
        }
        const covered = new Set([source.text.type, ...named.map(([type]) => type)]);
        const left = source.schema.fields.filter(({ type, readOnly }) => !readOnly && !covered.has(type));
        const types = [...new Set(left.map(({ type, name }) => `${type} ("${name}")`))];
        expectSame(types, [], 'Give a field of each of these types a role, so that the suite tries its values.');
        const unique = source.schema.fields.find((field) => field.unique && !field.readOnly);
        expectThat(
          unique === undefined || roles.source.unique !== undefined,
          `"${unique?.name}" is unique: give it the role \`unique\`.`,
        );
        expectRolesOfAssociations(source.schema);
      },
    },
    {
      name: 'refuses an object that is not there, with a remedy',
      async run(trial) {
        const error = await expectFailure(
          () => trial.connection.describeObjects({ objects: ['linkwright_no_such_object'] }, trial.options),
          'describeObjects answers for an object that is not there.',
        );
        const { code } = expectKind(error, 'configuration', 'An unknown object is a ConfigurationError.');
        expectSame(code, 'unknown-object', 'The error of an unknown object has this code.');
      },
    },
  ];

  function expectRolesOfAssociations(schema: ObjectSchema): void {
    const { many, one, mark } = roles.source;
    const written = schema.associations.filter(({ readOnly }) => !readOnly);
    expectThat(
      written.length === 0 || many !== undefined || one !== undefined,
      `Give an association field the role \`many\` or \`one\`: ${written.map(({ name }) => `"${name}"`).join(', ')}.`,
    );
    const cardinality = (name: string | undefined) => name && associationOf(schema, name).cardinality;
    expectThat(many === undefined || cardinality(many) === 'many', `"${many}" does not hold several targets.`);
    expectThat(one === undefined || cardinality(one) === 'one', `"${one}" does not hold a single target.`);
    const set = many === undefined ? undefined : associationOf(schema, many).id;
    const marks = schema.associations.filter(({ markOn, cardinality }) => markOn === set && cardinality === 'one');
    expectThat(
      set === undefined || marks.length === 0 || mark !== undefined,
      `"${marks[0]?.name}" is a mark on "${many}": give it the role \`mark\`.`,
    );
    expectThat(
      mark === undefined || associationOf(schema, mark).markOn === set,
      `"${mark}" has the role \`mark\` but is no mark on "${many}".`,
    );
  }
}

async function expectEndsExist(
  { connection, options }: Trial,
  schema: ObjectSchema,
  { name, targets, markOn, inverse, refersBy }: AssociationFieldSchema,
): Promise<void> {
  const place = `The association field "${name}" of "${schema.name}"`;
  const described = await connection.describeObjects({ objects: targets }, options);
  expectSame(
    described.map(({ id }) => id),
    [...targets],
    `${place} points at objects that cannot be described.`,
  );
  const set = schema.associations.find(({ id }) => id === markOn);
  const stray = set === undefined ? [] : targets.filter((target) => !set.targets.includes(target));
  expectSame(stray, [], `${place} marks "${set?.name}", which does not point at these objects.`);
  for (const target of refersBy === undefined ? [] : described) {
    const found = target.fields.some(({ id }) => id === refersBy);
    expectThat(found, `${place} refers by "${refersBy}", which "${target.name}" does not have.`);
  }
  if (inverse === undefined) return;
  const [other] = await connection.describeObjects({ objects: [inverse.object] }, options);
  const field = other?.associations.find(({ id }) => id === inverse.field);
  expectThat(
    field !== undefined,
    `${place} names ${inverse.object}.${inverse.field} as its inverse, which is not there.`,
  );
  expectThat(field.targets.includes(schema.id), `The inverse of ${place} does not point back at "${schema.name}".`);
}
