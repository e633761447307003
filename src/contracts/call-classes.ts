/** What reports count. Alone in its file: the screen needs it, and no schema library. */
export const callClasses = [
  'about-own-visit',
  'first-time',
  'returning',
  'staff',
  'contractor',
  'spam',
  'unknown',
] as const;
export type CallClass = (typeof callClasses)[number];
