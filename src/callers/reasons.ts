/** Why a caller has the class it has: the codes of `caller.reasons`. Screens translate by code; the words here explain. */
export const callerReasons = {
  'visit-ahead': 'A visit that is neither cancelled nor completed lies ahead.',
  'visit-now': 'A visit that is neither cancelled nor completed should be going on at the time of the call.',
  'visit-just-ended':
    'The planned end of a visit that was not marked completed passed less than two hours ago (setting).',
  'completed-visit': 'At least one visit was completed before the call.',
  'known-before': 'Marked as a patient from before the installation; no completed visit is on record.',
  'no-completed-visit': 'A patient of the directory without a completed visit before the call.',
  'staff-number': 'The number belongs to somebody who works at the clinic on that day.',
  'contractor-number': 'The number belongs to a contractor.',
  'no-such-number': 'Nobody in the directory has this number, and the directory is fresh.',
  'former-staff': 'The number belonged to somebody whose last day of work is over.',
  'former-contractor': 'The number belonged to a contractor whose last day of work is over.',
  'directory-stale': 'Nobody has this number, but the directory was not refreshed within seven days (setting).',
  'no-directory': 'There is no directory of patients.',
  'shared-number': 'The number identifies nobody: on too many cards, listed as shared, or a placeholder.',
  'number-withheld': 'The caller withheld the number.',
  'own-number': "The number is the clinic's own line: a diversion hides the caller.",
  'household-unresolved': 'The people with this number have different classes, and nobody chose the one who called.',
  'chosen-person': 'A person chose who called.',
  'corrected-by-person': 'A person gave the call this class.',
  'spam-listed': 'Reception marked the number as spam, and nobody of the directory has it.',
  'known-channel': 'The number stands for an advertising channel; who is behind it is not known.',
  'household-booked': 'Somebody of the household got a new visit by this call: it is a target contact after all.',
  burst: 'Several very short calls of this number within seconds: a robot.',
  internal: 'A call between extensions has no class.',
} as const satisfies Record<string, string>;

export type CallerReason = keyof typeof callerReasons;

/** Why a candidate stands where it stands: the codes of `candidate.why`. */
export const rankReasons = {
  chosen: 'A person chose this one for this call.',
  'staff-first': 'Works at the clinic on that day.',
  'contractor-first': 'A contractor on that day.',
  'visit-now': 'Is in a visit, late for one, or just left it.',
  'visit-today': 'Has a visit on the day of the call.',
  'next-visit': 'Has a visit ahead; the soonest comes first.',
  'chosen-last-time': 'Was chosen when this number called last.',
  'last-subject': 'The last call of this number brought a visit for this one.',
  'last-visit': 'Was here; the latest comes first.',
  guardian:
    'Declared as the representative of somebody with this number, or of age and in one household with a minor who has it.',
  adult: 'Of age, while somebody else with this number is not.',
  'known-number': 'Has this number; nothing else tells people apart.',
} as const satisfies Record<string, string>;

export type RankReason = keyof typeof rankReasons;
