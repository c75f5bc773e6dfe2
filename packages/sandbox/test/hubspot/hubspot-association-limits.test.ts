import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js';
import {
  createConfiguration,
  DefinitionConfigurationsApi,
  PublicAssociationDefinitionConfigurationCreateRequestCategoryEnum as LimitCategory,
  ServerConfiguration,
  PublicAssociationDefinitionConfigurationUpdateRequestCategoryEnum as UpdateCategory,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/schema/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  batchErrors,
  createCompany,
  createContact,
  createHubspotWorld,
  type HubspotWorld,
  refusalOf,
} from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

/** The vendor's own class, which its client does not offer by itself. */
const limits = () =>
  new DefinitionConfigurationsApi(
    createConfiguration({
      baseServer: new ServerConfiguration(world.sandbox.hubspot.baseUrl, {}),
      authMethods: { oauth2: { accessToken: 'pat-test' } },
    }),
  );

describe('limits of associations through the official client', () => {
  it('are set, listed, kept by every way to associate, and taken away', async () => {
    const { v4 } = world.client.crm.associations;
    const { results } = await v4.schema.definitionsApi.create('companies', 'contacts', {
      label: 'Decision maker',
      name: 'decision_maker',
    });
    const typeId = results[0]?.typeId ?? 0;
    const input = { category: LimitCategory.UserDefined, typeId, maxToObjectIds: 1 };
    await limits().batchCreate('companies', 'contacts', { inputs: [input] });
    const told = [{ category: 'USER_DEFINED', typeId, label: 'Decision maker', userEnforcedMaxToObjectIds: 1 }];
    expect((await limits().getAll()).results).toMatchObject(told);
    expect((await limits().getAllBetweenTwoObjectTypes('companies', 'contacts')).results).toMatchObject(told);

    const company = await createCompany(world.client, { name: 'Acme' });
    const [ada, bob] = [
      await createContact(world.client, { firstname: 'Ada' }),
      await createContact(world.client, { firstname: 'Bob' }),
    ];
    const types = [{ associationCategory: Category.UserDefined, associationTypeId: typeId }];
    const batch = await v4.batchApi.create('companies', 'contacts', {
      inputs: [ada, bob].map((id) => ({ _from: { id: company }, to: { id }, types })),
    });
    expect(batch.results).toHaveLength(1);
    expect(batchErrors(batch)).toMatchObject([{ message: expect.stringContaining('association limit of 1') }]);
    const refused = await refusalOf(v4.basicApi.create('companies', company, 'contacts', bob, types));
    expect(refused.code).toBe(400);
    // Again for the one that has it: nothing is added.
    await v4.basicApi.create('companies', company, 'contacts', ada, types);
    // From the other end the limit is the same.
    const [inverse] = (await v4.schema.definitionsApi.getAll('contacts', 'companies')).results.filter(
      ({ label }) => label === 'Decision maker',
    );
    const own = [{ associationCategory: Category.UserDefined, associationTypeId: inverse?.typeId ?? 0 }];
    expect((await refusalOf(v4.basicApi.create('contacts', bob, 'companies', company, own))).code).toBe(400);
    const inline = { properties: { firstname: 'Eve' }, associations: [{ to: { id: company }, types: own }] };
    expect((await refusalOf(world.client.crm.contacts.basicApi.create(inline))).code).toBe(400);

    await limits().batchUpdate('companies', 'contacts', {
      inputs: [{ category: UpdateCategory.UserDefined, typeId, maxToObjectIds: 2 }],
    });
    await v4.basicApi.create('companies', company, 'contacts', bob, types);
    await limits().batchRemove('companies', 'contacts', { inputs: [{ category: 'USER_DEFINED', typeId }] });
    expect((await limits().getAll()).results).toEqual([]);
    await world.client.crm.contacts.basicApi.create(inline);
  });
});
