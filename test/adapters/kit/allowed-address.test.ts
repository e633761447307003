import { addressAllowed, isAddressRange } from '../../../adapters/kit/allowed-address.ts';

describe('addressAllowed', () => {
  it.each([
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.2', ['192.0.2.1'], false],
    ['192.0.2.77', ['198.51.100.0/24', '192.0.2.64/26'], true],
    ['192.0.2.1', ['192.0.2.64/26'], false],
    ['::ffff:192.0.2.1', ['192.0.2.0/24'], true],
    ['::ffff:c000:201', ['192.0.2.1'], true],
    ['192.0.2.1', ['::ffff:192.0.2.0/120'], true],
    ['192.0.3.1', ['::ffff:192.0.2.0/120'], false],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['2001:db8::1', ['192.0.2.0/24'], false],
    ['192.0.2.1', ['::/0'], false],
    ['192.0.2.1', ['0.0.0.0/0'], true],
    ['192.0.2.1', [], true],
    ['', ['0.0.0.0/0'], false],
    ['not an address', ['0.0.0.0/0', '::/0'], false],
  ])('%s in %j: %s', (address, ranges, allowed) => {
    expect(addressAllowed(address, ranges)).toBe(allowed);
  });

  it.each(['', '10', '192.0.2', '192.0.2.0/33', '192.0.2.300', 'example.org', '192.0.2.1/', '0x7f.1'])(
    'takes %j for no range',
    (range) => {
      expect(isAddressRange(range)).toBe(false);
      expect(() => addressAllowed('192.0.2.1', ['192.0.2.1', range])).toThrow();
    },
  );

  it('takes addresses and CIDR of both kinds for ranges', () => {
    expect(['192.0.2.1', '192.0.2.0/24', '2001:db8::', '2001:db8::/32', '::ffff:192.0.2.1'].every(isAddressRange)).toBe(
      true,
    );
  });
});
