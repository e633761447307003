import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { numberOf } from '../../kit/number-of.ts';

export type Failure = TransientFailure | AmbiguousFailure | PermanentFailure;

/** Mango's code of an answer, in `result` or `code`; null where the answer has none. */
export function resultCodeOf(answer: Readonly<Record<string, unknown>> | null): number | null {
  if (answer === null) return null;
  // «Rate limit exceeded» has the status beside a code of 0.
  if (numberOf(answer['status']) === 429) return RATE_LIMIT;
  return numberOf(answer['result']) ?? numberOf(answer['code']);
}

const RATE_LIMIT = 4290;
const WRONG_SIGNATURE = 3102;
const WRONG_KEY = 3105;
/** Overload, service unavailable («make a pause»), too many at once, a failure of the billing. */
const busyCodes = new Set([RATE_LIMIT, 5001, 5008, 2220, 2400]);

export function isCredentialsCode(code: number): boolean {
  return code === WRONG_SIGNATURE || code === WRONG_KEY;
}

/** Of these Mango takes one in two minutes. */
export function isWrongRequestCode(code: number): boolean {
  return classOf(code) === 3;
}

/** The recording, its call or its file is not there: not yet, or not any more. */
export function isNotFoundCode(code: number): boolean {
  return Math.trunc(code / 100) === 33;
}

/** «Shorter than the shortest that is kept»: the recording will not be saved. */
export function isTooShortCode(code: number): boolean {
  return code === 4002;
}

/** The failure that a code means, null for success. An unknown code is read as its class, as Mango asks. */
export function failureOfCode(code: number, effect: 'read' | 'write'): Failure | null {
  const said = `Mango Office answered ${code}`;
  if (code === 0 || classOf(code) === 1) return null;
  if (isCredentialsCode(code))
    return new PermanentFailure(
      `${said}: it does not know ${code === WRONG_KEY ? 'the key' : 'the signature'}; correct apiKey and apiSalt.`,
    );
  if (busyCodes.has(code)) return new TransientFailure(`${said}: it is busy`);
  switch (classOf(code)) {
    case 2:
      return new PermanentFailure(`${said}: its billing forbids this; look at the balance and the services there.`);
    case 3:
      return new PermanentFailure(`${said}: it does not accept this request.`);
    case 4:
      return new PermanentFailure(`${said}: this cannot be done.`);
    case 5:
      if (code >= 5009 && code !== 5011) return new PermanentFailure(`${said}: this service is not connected there.`);
      return unknownOutcome(`${said}: an error of its server`, effect);
    default:
      return new PermanentFailure(`${said}, which is not documented.`);
  }
}

/** The failure of a request of which nobody knows whether it was done. */
export function unknownOutcome(message: string, effect: 'read' | 'write'): Failure {
  return effect === 'read' ? new TransientFailure(message) : new AmbiguousFailure(`${message}; it may have been done`);
}

function classOf(code: number): number {
  return Math.trunc(code / 1000);
}
