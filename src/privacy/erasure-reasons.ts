/** Why somebody is erased. `consent-withdrawn`: nothing is sent to their numbers again. */
export const erasureReasons = ['request', 'consent-withdrawn', 'term-over', 'mistake'] as const;
export type ErasureReason = (typeof erasureReasons)[number];
