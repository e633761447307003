import { setTimeout as pause } from 'node:timers/promises';
import { AmbiguousFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import { defineSmsAdapter, type SmsMessage, type SmsQuery, type SmsReport } from '../../../src/contracts/sms.ts';
import { isPressed, queryFailure, submitFailure } from './command-status.ts';
import { createSmppConnection, type SmppConnection } from './connection.ts';
import { normalId, readDelivered, stateOfNumber } from './receipts.ts';
import { smppSettings, type SmppSettings } from './settings.ts';
import { submissions } from './submissions.ts';

const PRESSED_MS = 500;

/** Any SMS centre by SMPP 3.4, as a transceiver. */
export const smpp = defineSmsAdapter<SmppSettings>({
  id: 'smpp',
  name: 'SMPP 3.4',
  settings: smppSettings,
  capabilities: ['alpha-sender', 'replies', 'status-query', 'receipts'],
  timeoutMs: ({ timeoutSeconds }) => timeoutSeconds * 1000,
  rate: ({ perSecond }) => ({ perSecond, burst: perSecond }),
  answerable: (sender, { sourceAddress }) => /^\+?\d{3,15}$/.test(sender ?? sourceAddress),
  open({ settings, clock, account, received, note }) {
    const timeoutMs = settings.timeoutSeconds * 1000;
    const connection = createSmppConnection({
      ...{ settings, timeoutMs },
      async delivered(pdu) {
        const told = readDelivered(pdu, settings, clock.now());
        if (told === null) note('smpp.unreadable: a deliver_sm is neither a receipt nor an answer', { account });
        else await received(told);
      },
      changed: (state) => note(`smpp.${state}`, { account }),
    });
    return {
      async send(message) {
        await connection.bind();
        const id = await submit(connection, message, { settings, timeoutMs, now: clock.now() });
        return { ...id, cost: null };
      },
      async status(queries) {
        // Receipts come by a bound connection only, so it is held even where nothing can be asked.
        await connection.bind();
        const [query] = queries;
        if (query === undefined || query.providerId === null || !settings.queries) return queries.map(() => null);
        return [await ask(connection, query, { settings, timeoutMs })];
      },
      close: () => connection.close(),
    };
  },
});

/**
 * One part after another. When the first was taken there is no way back: a later one that the centre has no room for is
 * tried again while there is time, and a message that went out in part is in doubt.
 */
async function submit(
  connection: SmppConnection,
  message: SmsMessage,
  { settings, timeoutMs, now }: { settings: SmppSettings; timeoutMs: number; now: Date },
): Promise<{ providerId: string | null; parts: number }> {
  const deadline = performance.now() + timeoutMs;
  const parts = submissions(message, settings, now);
  let providerId: string | null = null;
  for (const [index, fields] of parts.entries()) {
    let answer = await submitPart(connection, fields, deadline - performance.now(), index > 0);
    while (index > 0 && isPressed(answer.command_status, settings) && performance.now() + PRESSED_MS < deadline) {
      await pause(PRESSED_MS);
      answer = await submitPart(connection, fields, deadline - performance.now(), true);
    }
    if (answer.command_status !== 0) throw index > 0 ? partly() : submitFailure(answer.command_status, settings);
    providerId = answer.message_id === undefined ? null : normalId(answer.message_id, settings.receiptIds);
  }
  return { providerId: providerId === '' ? null : providerId, parts: parts.length };
}

async function submitPart(
  connection: SmppConnection,
  fields: Record<string, unknown>,
  withinMs: number,
  begun: boolean,
) {
  try {
    return await connection.ask('submit_sm', fields, Math.max(1, withinMs));
  } catch (error) {
    throw begun && error instanceof TransientFailure ? partly() : error;
  }
}

function partly(): AmbiguousFailure {
  return new AmbiguousFailure('SMPP: a part of the message was taken and another was not');
}

/** query_sm wants the sender as well; that of the settings is the one we know. */
async function ask(
  connection: SmppConnection,
  { providerId, clientId }: SmsQuery,
  { settings, timeoutMs }: { settings: SmppSettings; timeoutMs: number },
): Promise<SmsReport | null> {
  let answer;
  try {
    const fields = { message_id: providerId, source_addr: settings.sourceAddress.replace(/^\+/, '') };
    answer = await connection.ask('query_sm', fields, timeoutMs);
  } catch (error) {
    // Asking changes nothing.
    throw error instanceof AmbiguousFailure ? new TransientFailure('SMPP query_sm: no answer') : error;
  }
  if (answer.command_status !== 0) {
    const failure = queryFailure(answer.command_status);
    if (failure !== null) throw failure;
    return null;
  }
  const told = stateOfNumber(answer.message_state ?? -1);
  return { providerId, clientId, ...told, at: null, refusal: null, cost: null };
}
