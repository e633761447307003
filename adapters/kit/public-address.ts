import ipaddr from 'ipaddr.js';

/**
 * True for an address of the public internet. Private, loopback, link-local, shared, multicast, documentation and
 * reserved ranges are not, nor is IPv6 that carries an IPv4 address in it (6to4, Teredo, NAT64): behind those anything
 * may be. An IPv4 address mapped into IPv6 is that IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}
