import { expect, it } from 'vitest';
import { postWebhook } from '../../src/notify/post-webhook.ts';
import { isPublicAddress } from '../../src/notify/public-address.ts';
import { startReceiver } from './start-receiver.ts';

const { signal } = new AbortController();

it('sends to a private address only where that is meant, and follows no redirect', async () => {
  const receiver = await startReceiver();
  await expect(postWebhook({ url: receiver.url, allowPrivate: false }, {}, { signal })).rejects.toThrow(
    '127.0.0.1 is an address of this machine or of a private network',
  );
  expect(receiver.bodies).toEqual([]);
  await postWebhook({ url: receiver.url, allowPrivate: true }, { a: 'ö' }, { signal });
  expect(receiver.bodies).toEqual([{ a: 'ö' }]);
  Object.assign(receiver, { status: 302, location: 'http://127.0.0.1:1/' });
  await expect(postWebhook({ url: receiver.url, allowPrivate: true }, {}, { signal })).rejects.toThrow('answered 302');
});

it('a name that means this machine too is refused, and the connection goes to the address that was judged', async () => {
  const receiver = await startReceiver();
  const url = receiver.url.replace('127.0.0.1', 'hooks.example');
  const asked: string[] = [];
  const resolveTo = (...addresses: string[]) => ({
    signal,
    resolve: async (host: string) => {
      asked.push(host);
      return addresses;
    },
  });
  for (const addresses of [['93.184.216.34', '127.0.0.1'], ['169.254.169.254'], ['::1'], ['::ffff:10.0.0.1']]) {
    await expect(postWebhook({ url, allowPrivate: false }, {}, resolveTo(...addresses))).rejects.toThrow(
      'private network',
    );
  }
  await expect(postWebhook({ url, allowPrivate: false }, {}, resolveTo())).rejects.toThrow('is not known');
  asked.length = 0;
  // The name leads nowhere by itself: that it arrives shows that the judged address was taken, after one look-up.
  await postWebhook({ url, allowPrivate: true }, { n: 1 }, resolveTo('127.0.0.1'));
  expect(receiver.bodies).toEqual([{ n: 1 }]);
  expect(asked).toEqual(['hooks.example']);
});

it('knows addresses that are not public in every spelling', () => {
  const refused = [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'nonsense',
    '',
  ];
  expect(refused.filter(isPublicAddress)).toEqual([]);
  expect(
    ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'].filter(
      (one) => !isPublicAddress(one),
    ),
  ).toEqual([]);
});
