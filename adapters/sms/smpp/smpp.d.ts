/** What we use of the package, which brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';

  export interface Pdu {
    command: string;
    command_status: number;
    sequence_number: number;
    source_addr?: string;
    destination_addr?: string;
    system_id?: string;
    password?: string;
    esm_class?: number;
    data_coding?: number;
    registered_delivery?: number;
    validity_period?: unknown;
    /** Decoded by `data_coding` when it was received. */
    short_message?: Buffer | { message?: string | Buffer; udh?: Buffer[] };
    message_payload?: Buffer | { message?: string | Buffer; udh?: Buffer[] } | string;
    message_id?: string;
    message_state?: number;
    error_code?: number;
    receipted_message_id?: string;
    sar_msg_ref_num?: number;
    sar_total_segments?: number;
    sar_segment_seqnum?: number;
    response(fields?: Record<string, unknown>): Pdu;
    isResponse(): boolean;
  }

  type Answered = (answer: Pdu) => void;
  /** False: the socket takes nothing any more, and nothing was sent. */
  type Command = (fields: Record<string, unknown>, answered?: Answered) => boolean;

  export interface Session extends EventEmitter {
    socket: Socket;
    bind_transceiver: Command;
    submit_sm: Command;
    query_sm: Command;
    deliver_sm: Command;
    enquire_link: Command;
    unbind: Command;
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  const smpp: {
    connect(options: { host: string; port: number; tls?: boolean; servername?: string; ca?: string }): Session;
    createServer(
      options: { key?: string; cert?: string },
      onSession: (session: Session) => void,
    ): NetServer & { sessions: Session[] };
    encodings: Record<
      'ASCII',
      { match(text: string): boolean; encode(text: string): Buffer; decode(bytes: Buffer): string }
    >;
  };
  export default smpp;
}
