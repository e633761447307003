import ipaddr from 'ipaddr.js';

/**
 * True when the address is in one of the ranges (addresses or CIDR, IPv4 or IPv6) or no range is given. An IPv4
 * address that arrives through an IPv6 socket (`::ffff:192.0.2.1`) is that IPv4 address. Throws for a range that is
 * none: `isAddressRange` is for the configuration to ask first.
 */
export function addressAllowed(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true;
  const parsed = ranges.map(parseRange);
  if (!ipaddr.isValid(address)) return false;
  const sender = ipaddr.process(address);
  return parsed.some(([network, bits]) => sender.kind() === network.kind() && sender.match(network, bits));
}

export function isAddressRange(range: string): boolean {
  try {
    parseRange(range);
    return true;
  } catch {
    return false;
  }
}

function parseRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const [network, bits] = range.includes('/') ? ipaddr.parseCIDR(range) : singleAddress(range);
  if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96) {
    return [network.toIPv4Address(), bits - 96];
  }
  return [network, bits];
}

function singleAddress(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  // The library also reads `10` and `0x7f.1` as addresses; in an allow list these are mistakes.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) {
    throw new RangeError(`${text} is no IP address or CIDR range`);
  }
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
