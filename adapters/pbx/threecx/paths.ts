/** What follows the secret in the addresses of the template. */
export const paths = { call: '/call', lookup: '/lookup' } as const;
