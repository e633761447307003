/** What a list of people is called → the kind of those whose row does not tell it, and where they come from. */
export const importedPeople = {
  patients: ['patient', 'file:patients'],
  staff: ['staff', 'file:staff'],
  contractors: ['contractor', 'file:contractors'],
  // Others are known and no patients, which is what reports ask of a contractor.
  others: ['contractor', 'file:others'],
} as const;
