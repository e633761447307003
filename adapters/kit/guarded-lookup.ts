import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

export type LookUpAll = (host: string, answer: (error: Error | null, addresses: LookupAddress[]) => void) => void;

/** The code of the error for a name that leads to an address which is not allowed. */
export const PRIVATE_ADDRESS = 'TRUBKA_PRIVATE_ADDRESS';

export const lookUpAll: LookUpAll = (host, answer) => systemLookup(host, { all: true, verbatim: true }, answer);

/** Answers the addresses that the connection is then made to: nobody is asked a second time. */
export function guardedLookup(lookUp: LookUpAll, allowed: (address: string) => boolean): LookupFunction {
  return (host, options, answer) => {
    lookUp(host, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null && error !== undefined) answer(error, '', 0);
      else if (first === undefined) answer(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      else if (!addresses.every(({ address }) => allowed(address)))
        answer(Object.assign(new Error('a private address'), { code: PRIVATE_ADDRESS }), '', 0);
      else if (options.all === true) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}
