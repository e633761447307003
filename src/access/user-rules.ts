import { Problem } from '../platform/http/index.ts';
import { passwordFault, SHORTEST_PASSWORD } from './passwords.ts';

const faults = {
  'password-too-short': `A password has at least ${SHORTEST_PASSWORD} signs.`,
  'password-too-long': 'The password is too long.',
  'password-common': 'This password is among the first that are tried.',
  'password-like-login': 'The password must not hold the login.',
} as const;

export function refuseWeak(password: string, login: string): void {
  const fault = passwordFault(password, login);
  if (fault !== null)
    throw new Problem(422, fault, 'Choose another password', faults[fault], undefined, { signs: SHORTEST_PASSWORD });
}
