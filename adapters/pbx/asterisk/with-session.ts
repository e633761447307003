import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { openAmiSession, type AmiAnswer, type AmiSession } from './ami-session.ts';
import type { AmiMessage } from './message.ts';
import type { AsteriskSettings } from './settings.ts';

/** A short connection of its own, whichever process holds the long one. */
export async function withSession<T>(
  { settings }: Pick<PbxApiContext<AsteriskSettings>, 'settings'>,
  work: (session: AmiSession) => Promise<T>,
): Promise<T> {
  const session = await openAmiSession({ settings, events: 'off' });
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** The channels that there are now. */
export async function showChannels(session: AmiSession): Promise<AmiMessage[]> {
  const answer = await session.ask('CoreShowChannels', [], { list: true });
  accepted(answer, 'write = reporting');
  return answer.list.filter((message) => message['event']?.toLowerCase() === 'coreshowchannel');
}

/** Throws PermanentFailure for a refused action; `permission` is what manager.conf has to give. */
export function accepted({ response }: AmiAnswer, permission: string): void {
  if (response['response']?.toLowerCase() === 'success') return;
  const word = (response['message'] ?? 'no reason given').slice(0, 100);
  throw new PermanentFailure(
    /permission/i.test(word)
      ? `Asterisk refuses: the user in manager.conf needs ${permission}.`
      : `Asterisk refuses: ${word.replace(/\d{5,}/g, '…')}`,
  );
}
