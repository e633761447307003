import { startSmppSimulator, type SmppMood } from '../../adapters/sms/smpp/stub.ts';
import type { SmsState } from '../../src/contracts/sms.ts';
import type { SmsBehaviour, SmsStand } from './sms-subject.ts';

const moods: Readonly<Partial<Record<SmsBehaviour, SmppMood>>> = {
  ...{ 'refuses-recipient': 0x45, 'bad-number': 0x0b, 'sender-not-agreed': 0x0a, throttled: 0x58, unavailable: 0x14 },
  // Of this provider's own; the settings of the subject say what they mean.
  ...{ 'no-money': 0x400, 'stop-list': 0x401 },
  ...{ 'lost-answer': 'hangs-up', 'half-answer': 'cuts', slow: 'silent' },
};
// Values of message_state.
const states: Readonly<Record<SmsState, number>> = { queued: 0, sent: 1, delivered: 2, failed: 5, unknown: 7 };

/** An SMS centre on this machine, with the ways in which answers get lost. */
export async function startSmppStand(
  account: { systemId: string; password: string },
  settings: (address: string) => Record<string, unknown>,
): Promise<SmsStand> {
  const simulator = await startSmppSimulator(account);
  return {
    settings: settings(`http://127.0.0.1:${simulator.port}`),
    unreachable: settings('http://127.0.0.1:1'),
    behave(behaviour) {
      simulator.bindStatus = behaviour === 'wrong-key' ? 0x0e : 0;
      simulator.mood = () => moods[behaviour] ?? 0;
    },
    taken: simulator.taken,
    asked: () => simulator.submitted.length,
    become: (providerId, state) => void simulator.states.set(providerId, states[state]),
    setBalance: () => undefined,
    close: () => simulator.close(),
  };
}
