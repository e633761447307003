/** Codes that `reason` of a recording may hold. Beside these: `http-<status>`, `file-<code>`, or a failure's own words. */
export const recordingReasons = [
  'empty',
  'cut-short',
  'not-audio',
  'growing',
  'shorter-than-talk',
  'no-sound',
  'not-ready',
  'no-link',
  'no-account',
  'no-file',
  'no-storage',
  'too-large',
  'private-address',
  'storage',
  'term-over',
  'erased',
] as const;
