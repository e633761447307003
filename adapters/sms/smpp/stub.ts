import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';
import type { TakenSms } from '../../kit/sms-stub.ts';

/** What the simulator does with a submit_sm: a command_status; or it takes it and stays silent, hangs up, cuts its answer. */
export type SmppMood = number | 'silent' | 'hangs-up' | 'cuts';

export interface SmppSimulator {
  port: number;
  /** Whole messages, put together of their parts. */
  taken: TakenSms[];
  /** Every submit_sm, in order. */
  submitted: Pdu[];
  /** The mood for each submit_sm, by its number from 0. */
  mood(number: number): SmppMood;
  /** Status of bind_transceiver for those who know the password. */
  bindStatus: number;
  binds: number;
  /** Value of message_state by id; 1 (ENROUTE) for those not here. */
  states: Map<string, number>;
  /** Sends a deliver_sm by the newest connection; resolves with the status of its answer. */
  deliver(fields: Record<string, unknown>): Promise<number>;
  hangUp(): void;
  /** Sends what is no PDU. */
  garble(): void;
  close(): Promise<void>;
}

const WRONG_PASSWORD = 0x0e;
const INVALID_MESSAGE_ID = 0x0c;

/** An SMS centre on this machine, made of the server of the same package. */
export async function startSmppSimulator({
  systemId,
  password,
  certificate = {},
}: {
  systemId: string;
  password: string;
  certificate?: { key?: string; cert?: string };
}): Promise<SmppSimulator> {
  const sessions = new Set<Session>();
  const parts = new Map<string, string[]>();

  const server = smpp.createServer(certificate, (session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
    session.on('close', () => sessions.delete(session));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('bind_transceiver', (pdu: Pdu) => {
      simulator.binds += 1;
      const right = pdu.system_id === systemId && pdu.password === password;
      session.send(pdu.response({ command_status: right ? simulator.bindStatus : WRONG_PASSWORD, system_id: 'SIM' }));
    });
    session.on('query_sm', (pdu: Pdu) => {
      const message_id = pdu.message_id ?? '';
      const known = simulator.taken.some(({ providerId }) => providerId === message_id);
      session.send(
        pdu.response(
          known
            ? { message_id, final_date: '', message_state: simulator.states.get(message_id) ?? 1, error_code: 0 }
            : { command_status: INVALID_MESSAGE_ID },
        ),
      );
    });
    session.on('submit_sm', (pdu: Pdu) => submitted(session, pdu));
  });

  const submitted = (session: Session, pdu: Pdu): void => {
    const mood = simulator.mood(simulator.submitted.length);
    simulator.submitted.push(pdu);
    if (typeof mood === 'number' && mood !== 0) return void session.send(pdu.response({ command_status: mood }));
    const message_id = `sim-${simulator.submitted.length}`;
    take(pdu, message_id);
    if (mood === 'hangs-up') return session.destroy();
    if (mood === 'silent') return;
    if (mood === 'cuts') {
      // The length of an answer without the rest of it.
      session.socket.write(Buffer.from([0, 0, 0, 32, 0x80, 0, 0, 4]), () => session.destroy());
      return;
    }
    session.send(pdu.response({ message_id }));
  };

  const take = (pdu: Pdu, providerId: string): void => {
    const held = pdu.short_message;
    const { message, udh = [] } = held === undefined || Buffer.isBuffer(held) ? { message: held } : held;
    const header = udh.find((element) => element[0] === 0);
    const [reference, total = 1, number = 1] =
      header === undefined
        ? [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum]
        : [header[2], header[3], header[4]];
    const whole = `${pdu.destination_addr} ${reference}`;
    const known = total > 1 ? (parts.get(whole) ?? []) : [];
    known[number - 1] = textOf(message) || textOf(payloadOf(pdu));
    parts.set(whole, known);
    if (Array.from({ length: total }, (_, at) => known[at]).includes(undefined)) return;
    parts.delete(whole);
    simulator.taken.push({
      ...{ to: pdu.destination_addr ?? '', text: known.join(''), sender: pdu.source_addr ?? null },
      ...{ clientId: null, templateId: null, providerId },
    });
  };

  const simulator: SmppSimulator = {
    port: 0,
    taken: [],
    submitted: [],
    mood: () => 0,
    bindStatus: 0,
    binds: 0,
    states: new Map(),
    deliver: (fields) =>
      new Promise((resolve, reject) => {
        const session = [...sessions].at(-1);
        const sent = session?.deliver_sm(fields, ({ command_status }) => resolve(command_status)) ?? false;
        if (!sent) reject(new Error('nobody is connected'));
      }),
    hangUp: () => sessions.forEach((session) => session.destroy()),
    garble: () => sessions.forEach(({ socket }) => socket.write(Buffer.alloc(64, 0xff))),
    async close() {
      simulator.hangUp();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  simulator.port = (server.address() as AddressInfo).port;
  return simulator;
}

function payloadOf({ message_payload }: Pdu): string | Buffer | undefined {
  return typeof message_payload === 'object' && !Buffer.isBuffer(message_payload)
    ? message_payload.message
    : message_payload;
}

function textOf(message: string | Buffer | undefined): string {
  return Buffer.isBuffer(message) ? message.toString('latin1') : (message ?? '');
}
