import type { CallOutcome } from '../../../src/contracts/outcomes.ts';

/**
 * Forty calls of a clinic in Moscow, Tuesday 17 November 2026 (the first one on the evening before), written as reception
 * would tell them. The expected figures stand in expected.ts, with the names of the stories below; both were counted by
 * hand, looking at this page and docs/reports.md only.
 */
export const zone = 'Europe/Moscow';
/** When the reports are looked at: Thursday noon, the terms of Tuesday's contacts are over. */
export const lookedAt = '2026-11-19 12:00';

export interface Story {
  id: number;
  /** Local. */
  at: string;
  from: string;
  what: 'in' | 'out' | 'site-callback';
  branch?: 'center' | 'north';
  /** Extension that talked; left out: nobody answered. */
  by?: string;
  /** Seconds of talk. */
  talk?: number;
  /** Person that was tapped on the card. */
  tapped?: number;
  outcome?: CallOutcome;
  /** What it is in the day; the letter is its contact in expected.ts. */
  story: string;
}

// prettier-ignore
export const stories: Story[] = [
  { id: 1, at: '16 20:55', from: 'F', what: 'in', story: 'x: Морозова rings when the desk has closed' },
  { id: 2, at: '17 09:05', from: 'F', what: 'out', by: '101', talk: 130, story: 'x: called back in the morning, booked' },
  { id: 3, at: '17 09:20', from: 'A', what: 'in', by: '101', talk: 70, tapped: 3, story: 'a: family of three, the son has a visit today' },
  { id: 4, at: '17 10:05', from: 'B', what: 'in', by: '101', talk: 30, story: 'b: late for 10:00' },
  { id: 5, at: '17 10:15', from: 'U', what: 'in', by: '102', talk: 90, outcome: 'booked', story: 'c: books for tomorrow' },
  { id: 6, at: '17 10:30', from: 'L', what: 'in', story: 'd: missed' },
  { id: 7, at: '17 10:45', from: 'L', what: 'out', by: '101', talk: 12, story: 'd: called back, a voice assistant "answers"; never reached' },
  { id: 8, at: '17 11:00', from: 'I', what: 'in', by: '101', talk: 60, story: 'e: cancels the implant of 16:00' },
  { id: 9, at: '17 11:05', from: 'J', what: 'out', by: '102', talk: 100, story: 'no contact: we offer the free hour to Зайцев, he takes it' },
  { id: 10, at: '17 11:20', from: 'G', what: 'in', by: '101', talk: 20, story: 'f: courier of the laboratory' },
  { id: 11, at: '17 11:25', from: 'H', what: 'in', by: '101', talk: 40, story: 'g: a nurse, who is a patient too' },
  { id: 12, at: '17 11:30', from: 'M', what: 'in', outcome: 'question', story: 'h: missed; answered from a private mobile, closed by hand' },
  { id: 13, at: '17 12:10', from: 'O', what: 'site-callback', by: '102', talk: 60, story: 'i: ordered a call on the site' },
  { id: 14, at: '17 12:13', from: 'O', what: 'in', by: '102', talk: 100, story: 'i: and rings herself three minutes later' },
  { id: 15, at: '17 12:30', from: 'P', what: 'in', by: '101', talk: 150, story: 'j: an insurer books for a patient' },
  { id: 16, at: '17 12:45', from: 'V', what: 'in', branch: 'north', by: '201', talk: 180, outcome: 'waiting-list', story: 'v: from the maps, first time, waits for a free hour' },
  { id: 17, at: '17 13:05', from: 'E', what: 'in', story: 'k: missed while both talk' },
  { id: 18, at: '17 13:09', from: 'E', what: 'in', by: '101', talk: 80, story: 'k: gets through' },
  { id: 19, at: '17 13:20', from: 'C', what: 'in', by: '102', talk: 140, story: 'l: has a visit tomorrow and books her husband' },
  { id: 20, at: '17 13:30', from: 'R', what: 'in', by: '101', talk: 75, outcome: 'pain-after-visit', story: 'm: pain a day after treatment' },
  { id: 21, at: '17 14:00', from: 'N', what: 'in', story: 'n: missed in the centre' },
  { id: 22, at: '17 14:02', from: 'N', what: 'in', branch: 'north', by: '201', talk: 110, story: 'w: books in the north two minutes later' },
  { id: 23, at: '17 14:10', from: 'S', what: 'in', story: 'o: missed, first of five' },
  { id: 24, at: '17 14:12', from: 'S', what: 'in', story: 'o' },
  { id: 25, at: '17 14:15', from: 'S', what: 'in', story: 'o' },
  { id: 26, at: '17 14:18', from: 'S', what: 'in', story: 'o' },
  { id: 27, at: '17 14:22', from: 'S', what: 'in', story: 'o: fifth' },
  { id: 28, at: '17 14:30', from: 'S', what: 'in', by: '101', talk: 120, outcome: 'refused', story: 'o: the sixth gets through: too dear' },
  { id: 29, at: '17 15:00', from: 'T', what: 'in', by: '102', talk: 4, story: 'p: answered, dropped' },
  { id: 30, at: '17 15:01', from: 'T', what: 'in', by: '102', talk: 200, outcome: 'booked', story: 'p: rings again, a new card, booked' },
  ...Array.from({ length: 6 }, (_, ring): Story => ({
    ...{
      id: 31 + ring,
      at: `17 15:30:0${ring * 1}`,
      from: 'Y',
      what: 'in',
      story: 'nothing: a robot, six rings in six seconds',
    },
  })),
  { id: 37, at: '17 16:00', from: '', what: 'in', by: '101', talk: 60, story: 'q: number withheld' },
  { id: 38, at: '17 16:10', from: '', what: 'in', story: 'r: number withheld, missed: nobody to call back' },
  { id: 39, at: '17 17:00', from: 'K', what: 'in', by: '101', talk: 100, story: 's: did not come at 12:00, books again' },
  { id: 40, at: '17 18:00', from: 'U', what: 'in', by: '101', talk: 50, story: 'c: cancels what he booked in the morning' },
];

/** The robot's rings last a second each, all others as long as is told. */
export const numbers = Object.fromEntries(
  'ABCDEFGHIJKLMNOPQRSTUVWXY'
    .split('')
    .map((letter, index) => [letter, `+79161000${String(index + 1).padStart(3, '0')}`]),
) as Record<string, string>;

export interface Card {
  id: number;
  numbers: string;
  kind?: 'staff' | 'contractor';
  household?: string;
  /** Was treated here before. */
  treated?: boolean;
  /** The card is made at this time of the day. */
  since?: string;
}
export const cards: Card[] = [
  { id: 1, numbers: 'A', treated: true, household: 'Соколовы' },
  { id: 2, numbers: 'A', treated: true, household: 'Соколовы' },
  { id: 3, numbers: 'A', household: 'Соколовы' },
  { id: 4, numbers: 'B', treated: true },
  { id: 5, numbers: 'C', treated: true, household: 'Ивановы' },
  { id: 6, numbers: 'D', household: 'Ивановы' },
  { id: 7, numbers: 'E', treated: true },
  { id: 8, numbers: 'F', treated: true },
  { id: 9, numbers: 'G', kind: 'contractor' },
  { id: 10, numbers: 'H', kind: 'staff' },
  { id: 11, numbers: 'H', treated: true },
  { id: 12, numbers: 'I', treated: true },
  { id: 13, numbers: 'J', treated: true },
  { id: 14, numbers: 'K', treated: true },
  { id: 15, numbers: 'L', treated: true },
  { id: 16, numbers: 'M', treated: true },
  { id: 17, numbers: 'N', treated: true },
  { id: 18, numbers: 'P', kind: 'contractor' },
  { id: 19, numbers: 'Q', treated: true },
  { id: 20, numbers: 'R', treated: true },
  { id: 21, numbers: 'T', since: '17 15:03' },
  { id: 22, numbers: 'U', treated: true },
];

/** In the timetable when the day begins. */
export const earlierVisits = [
  { id: 1, person: 3, at: '17 15:00' },
  { id: 2, person: 4, at: '17 10:00' },
  { id: 3, person: 5, at: '18 11:00' },
  { id: 4, person: 12, at: '17 16:00' },
  { id: 5, person: 14, at: '17 12:00' },
];

/** Added on the day; `is`: what became of it by Thursday noon. */
export const addedVisits = [
  { id: 101, person: 8, added: '17 09:07', at: '18 10:00', is: 'completed' },
  { id: 102, person: 22, added: '17 10:16', at: '18 12:00', is: 'cancelled', cancelled: '17 18:00' },
  { id: 103, person: 13, added: '17 11:06', at: '17 16:00', is: 'completed' },
  { id: 104, person: 19, added: '17 12:31', at: '20 09:00', is: 'planned' },
  { id: 105, person: 6, added: '17 13:22', at: '20 10:00', is: 'planned' },
  { id: 106, person: 17, added: '17 14:03', at: '19 18:00', is: 'planned' },
  { id: 107, person: 21, added: '17 15:03', at: '18 14:00', is: 'completed' },
  { id: 108, person: 14, added: '17 17:10', at: '18 15:00', is: 'completed' },
] as const;
