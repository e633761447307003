import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import { createMessageCutter, type AmiMessage } from './message.ts';
import { createAmiReader } from './reader.ts';
import type { AsteriskSettings } from './settings.ts';

/** What a recorded conversation with Asterisk tells; its messages have their times in them. */
export function readConversation(
  messages: readonly string[],
  { account, settings }: ParseContext<AsteriskSettings>,
): CallEvent[] {
  const reader = createAmiReader({ account, settings });
  const cut: AmiMessage[] = [];
  try {
    createMessageCutter((message) => cut.push(message))(
      Buffer.from(messages.map((text) => `${text}\r\n\r\n`).join('')),
    );
  } catch (error) {
    throw new UnreadableNotification((error as Error).message);
  }
  return cut.flatMap((message) => reader.read(message, new Date(0)));
}
