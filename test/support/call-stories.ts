import fc from 'fast-check';
import type { StoredEvent } from '../../src/calls/facts.ts';
import type { CallEvent, CallEventKind } from '../../src/contracts/call-event.ts';
import { fact, line, patient } from './facts.ts';

/** A call as a PBX would tell it, in order, and what became of it. */
export interface CallStory {
  facts: StoredEvent[];
  result: 'answered' | 'missed' | 'unanswered';
  voicemail: boolean;
  /** Who talked last, null when nobody of ours did. */
  lastTalked: string | null;
  /** How many of our people talked. */
  talkers: number;
  recordings: number;
  /** How many facts are told when the first of our people has answered, and who that is; null when nobody does. */
  taken: { told: number; by: string } | null;
}

/** What PBXs differ in. */
interface Manner {
  timed: boolean;
  legIds: boolean;
  /** Some never tell that a phone stopped ringing or that a leg ended. */
  legEnds: boolean;
  summary: boolean;
}

interface Plan {
  manner: Manner;
  direction: 'in' | 'out';
  menu: boolean;
  queue: boolean;
  /** Who is rung one after another, each time by several phones; a number twice is a phone that is rung again. */
  rounds: string[][];
  devices: number;
  ends: 'answered' | 'given-up' | 'voicemail';
  transfer: 'none' | 'blind' | 'refused' | 'taken-back' | 'second-call';
  recorded: boolean;
}

const extensions = ['101', '102', '103'] as const;
const plan: fc.Arbitrary<Plan> = fc.record({
  manner: fc.record({ timed: fc.boolean(), legIds: fc.boolean(), legEnds: fc.boolean(), summary: fc.boolean() }),
  direction: fc.constantFrom('in', 'in', 'in', 'out'),
  menu: fc.boolean(),
  queue: fc.boolean(),
  rounds: fc.array(fc.uniqueArray(fc.constantFrom(...extensions), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  devices: fc.integer({ min: 1, max: 2 }),
  ends: fc.constantFrom('answered', 'answered', 'given-up', 'voicemail'),
  transfer: fc.constantFrom('none', 'blind', 'refused', 'taken-back', 'second-call'),
  recorded: fc.boolean(),
});

export const callStory: fc.Arbitrary<CallStory> = plan.map(storyOf);

/** Where who is asked for advice or rung by a transfer sits. */
const COLLEAGUE = '201';

function storyOf(given: Plan): CallStory {
  const { manner } = given;
  const facts: StoredEvent[] = [];
  let second = 0;
  let attempts = 0;
  const tell = (kind: CallEventKind, after: number, told: Partial<CallEvent> = {}): void => {
    second += after;
    const at = manner.timed ? second : null;
    const stored = fact(kind, at, { ...told, eventKey: JSON.stringify([kind, at, told]) });
    facts.push({ ...stored, receivedAt: new Date(Date.UTC(2026, 10, 16, 9) + second * 1000 + facts.length) });
  };
  const legOf = (extension: string, device: number): Partial<CallEvent> => ({
    extension,
    legId: manner.legIds ? `${attempts}-${extension}-${device}` : null,
  });
  const over = (leg: Partial<CallEvent>, talk: number): void => {
    if (manner.legEnds) tell('leg-ended', 0, { ...leg, seconds: { wait: null, talk, total: null } });
  };
  const finish = (call: Partial<CallEvent>, talk: number): void => {
    const seconds = manner.summary ? { wait: null, talk, total: null } : null;
    tell(talk === 0 && given.direction === 'in' ? 'missed' : 'ended', 1, { ...call, seconds });
  };

  if (given.direction === 'out') {
    tell('started', 0, { direction: 'out', external: patient, line, ...legOf('101', 1) });
    const answers = given.ends === 'answered';
    if (answers) tell('answered', 8, legOf('101', 1));
    if (answers) second += 30;
    over(legOf('101', 1), answers ? 30 : 0);
    tell('ended', 1, {
      direction: 'out',
      seconds: manner.summary || !answers ? { wait: null, talk: answers ? 30 : 0, total: null } : null,
    });
    return {
      facts,
      result: answers ? 'answered' : 'unanswered',
      voicemail: false,
      lastTalked: answers ? '101' : null,
      talkers: answers ? 1 : 0,
      recordings: 0,
      taken: null,
    };
  }

  tell('started', 0, { direction: 'in', external: patient, line });
  if (given.menu) tell('in-menu', 1);
  if (given.queue) tell('queued', 3);
  let talker: Partial<CallEvent> | null = null;
  let taken: CallStory['taken'] = null;
  for (const [at, group] of given.rounds.entries()) {
    attempts += 1;
    const isLast = at === given.rounds.length - 1;
    const legs = group.flatMap((extension) =>
      Array.from({ length: given.devices }, (_, device) => legOf(extension, device)),
    );
    for (const leg of legs) tell('ringing', 1, leg);
    if (isLast && given.ends === 'answered') {
      talker = legs[0]!;
      tell('answered', 5, talker);
      taken = { told: facts.length, by: group[0]! };
      for (const leg of legs.slice(given.devices)) over(leg, 0);
    } else {
      second += 15;
      for (const leg of legs) over(leg, 0);
    }
  }

  if (talker === null) {
    if (given.ends === 'voicemail') {
      tell('voicemail', 2);
      tell('ended', 20);
      tell('recorded', 5, { recording: { ref: 'message', kind: 'voicemail' } });
    } else finish({ direction: 'in' }, 0);
    const recordings = given.ends === 'voicemail' ? 1 : 0;
    return {
      facts,
      result: 'missed',
      voicemail: given.ends === 'voicemail',
      lastTalked: null,
      talkers: 0,
      recordings,
      taken: null,
    };
  }

  second += 20;
  attempts += 1;
  const colleague = legOf(COLLEAGUE, 0);
  let [last, talkers] = [talker.extension ?? null, 1];
  switch (given.transfer) {
    case 'none':
      over(talker, 20);
      break;
    case 'blind':
      tell('transferred', 0, { extension: talker.extension ?? null });
      over(talker, 20);
      tell('ringing', 1, colleague);
      tell('answered', 4, colleague);
      second += 30;
      over(colleague, 30);
      [last, talkers] = [COLLEAGUE, 2];
      break;
    case 'refused':
    case 'taken-back':
      tell('held', 0, talker);
      tell('ringing', 1, colleague);
      if (given.transfer === 'taken-back') {
        tell('answered', 4, colleague);
        talkers = 2;
      }
      second += 10;
      over(colleague, given.transfer === 'taken-back' ? 10 : 0);
      tell('resumed', 1, talker);
      second += 10;
      over(talker, 30);
      break;
    case 'second-call':
      tell('linked', 0, { linkedCallIds: ['B'] });
      tell('ringing', 1, { ...colleague, providerCallId: 'B' });
      over(talker, 20);
      finish({ direction: 'in' }, 20);
      tell('answered', 3, { ...colleague, providerCallId: 'B' });
      second += 30;
      over({ ...colleague, providerCallId: 'B' }, 30);
      finish({ direction: 'in', providerCallId: 'B' }, 30);
      [last, talkers] = [COLLEAGUE, 2];
  }
  if (given.transfer !== 'second-call') finish({ direction: 'in' }, 50);
  if (given.recorded) tell('recorded', 6, { recording: { ref: 'talk', kind: 'talk' } });
  return {
    facts,
    result: 'answered',
    voicemail: false,
    lastTalked: last,
    talkers,
    recordings: given.recorded ? 1 : 0,
    taken,
  };
}
