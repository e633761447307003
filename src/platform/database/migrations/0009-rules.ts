export const name = '0009-rules';

/** `rules`: what the rules of the clinic decided of a call when it was settled; null where there were none. */
export const sql = /* sql */ `
alter table call add column rules jsonb;
`;
