import { seededRandom } from '../support/seeded-random.ts';
import { MISSING_PREFIX, NUMBER_PREFIX } from './people.ts';

export const LINE = '74950000101';
export const FIRST_EXTENSION = 1000;

interface Call {
  id: number;
  from: string;
  extension: string;
  steps: string[];
}

/** Notifications of UIS in our flat template (adapters/pbx/uis/templates.ts), of many calls that run at once. */
export interface UisCalls {
  /** The next notification of one of the calls that run, as a JSON body. */
  next(): string;
  /** A new call rings at a seat; a number that no call of this process had for the last 100,000 calls. */
  ringing(seat: number): { body: string; from: string };
}

const ANSWERED = ['incoming', 'ringing', 'answered', 'talk-ended', 'ended'];
const MISSED = ['incoming', 'ringing', 'missed', 'ended'];
/** Calls that run at the same time. */
const AT_ONCE = 1000;

/** 60 % of the callers are one person, 20 % a household of three, 20 % unknown. Seven calls of ten are answered. */
export function createUisCalls({ people, seats, seed }: { people: number; seats: number; seed: number }): UisCalls {
  const random = seededRandom(seed);
  const running: Call[] = [];
  let last = Date.now() * 10;
  let numbers = 0;

  function begin(): Call {
    last += 1;
    numbers += 1;
    return {
      id: last,
      from: callerNumber(numbers, people),
      extension: String(FIRST_EXTENSION + Math.floor(random() * seats)),
      steps: random() < 0.7 ? [...ANSWERED] : [...MISSED],
    };
  }

  return {
    next() {
      const index = Math.floor(random() * AT_ONCE);
      const call = (running[index] ??= begin());
      const step = call.steps.shift() ?? 'ended';
      if (call.steps.length === 0) running[index] = begin();
      return notification(step, call);
    },
    ringing(seat) {
      const call = { ...begin(), extension: String(FIRST_EXTENSION + seat) };
      return { body: notification('ringing', call), from: call.from };
    },
  };
}

/** Of ten numbers in a row six are a person's, two a household's and two nobody's; see `people.ts` for who has which. */
export function callerNumber(n: number, people: number): string {
  const tens = Math.floor(n / 10) % Math.floor(people / 10);
  const of = n % 10;
  if (of < 6) return `7${NUMBER_PREFIX}${String(tens * 10 + of).padStart(7, '0')}`;
  // Two households that are far from each other.
  if (of < 8)
    return `7${NUMBER_PREFIX}${String(((tens + (of - 6) * 37) % Math.floor(people / 10)) * 10 + 7).padStart(7, '0')}`;
  return `7${MISSING_PREFIX}${String(n % 10_000_000).padStart(7, '0')}`;
}

function notification(event: string, call: Call): string {
  const employee = {
    employee_id: Number(call.extension),
    employee_full_name: 'Иванова Мария',
    extension_phone_number: call.extension,
  };
  const common = {
    event,
    secret: 'demo',
    notification_name: event,
    notification_time: moscowNow(),
    virtual_phone_number: LINE,
    contact_phone_number: call.from,
    call_session_id: call.id,
  };
  const leg = Number(`9${call.id}`);
  switch (event) {
    case 'incoming':
      return JSON.stringify({
        ...common,
        scenario_name: 'Рабочее время',
        communication_number: 1,
        contact_id: null,
        contact_full_name: null,
      });
    case 'ringing':
      return JSON.stringify({
        ...common,
        leg_id: leg,
        ...employee,
        direction: 'in',
        call_source: 'va',
        external_id: null,
        contact_id: null,
      });
    case 'answered':
      return JSON.stringify({
        ...common,
        leg_ids: [leg],
        ...employee,
        direction: 'in',
        call_source: 'va',
        external_id: null,
        contact_id: null,
      });
    case 'talk-ended':
      return JSON.stringify({
        ...common,
        leg_ids: [leg],
        talk_time_duration: 2,
        ...employee,
        direction: 'in',
        call_source: 'va',
        scenario_name: 'Рабочее время',
      });
    case 'missed':
      return JSON.stringify({
        ...common,
        wait_time_duration: 3,
        employee_ids: [1, 2],
        scenario_name: 'Рабочее время',
        contact_id: null,
        contact_full_name: null,
      });
    default:
      return JSON.stringify({
        ...common,
        talk_time_duration: 2,
        total_time_duration: 5,
        wait_time_duration: 3,
        direction: 'in',
        call_source: 'va',
        ...employee,
      });
  }
}

let written = '';
let writtenFor = 0;

/** `YYYY-MM-DD hh:mm:ss` in Moscow, as UIS writes it. */
function moscowNow(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== writtenFor) {
    writtenFor = second;
    written = new Date((second + 3 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  }
  return written;
}
