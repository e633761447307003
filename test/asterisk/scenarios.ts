/** Scenarios of SIPp (sipp.readthedocs.io), one call each. All times in milliseconds. */

const sdp = `v=0
o=party 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=sendrecv`;

const sdpOf = (direction: string): string => sdp.replace('sendrecv', direction);

function scenario(...steps: string[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="party">
${steps.join('\n')}
</scenario>
`;
}

const send = (message: string, attributes = ''): string => `<send ${attributes}><![CDATA[

${message.trim()}

]]></send>`;

const sendWithBody = (head: string, type: string, body: string, attributes = ''): string =>
  send(
    `${head.trim()}
Content-Type: ${type}
Content-Length: [len]

${body}`,
    attributes,
  );

const pause = (milliseconds: number): string => `<pause milliseconds="${milliseconds}"/>`;

/** Says something for a while, so that a recording has something to keep. */
const speak = `<nop><action><exec play_pcap_audio="/usr/share/sip-tester/g711a.pcap"/></action></nop>`;

export interface Placed {
  /** User part of From: an internal number, or the caller's number. */
  from: string;
  /** What is dialled. */
  to: string;
  /** Endpoint of Asterisk that the call belongs to; null for a telephone. */
  trunk?: string | null;
  headers?: string[];
  does: 'talks' | 'hangs-up' | 'cancels' | 'is-refused';
  /** How long it talks before it hangs up, or rings before it cancels. */
  after?: number;
  /** Speaks while it talks. */
  speaks?: boolean;
  /** After the answer: DTMF by SIP INFO, each with a pause before it. */
  keys?: string;
  /** Milliseconds after the answer before the first key. */
  keysAfter?: number;
}

/** A party that places a call. `talks`: until the other side hangs up. */
export function places(call: Placed): string {
  const extra = [...(call.trunk == null ? [] : [`X-Trunk: ${call.trunk}`]), ...(call.headers ?? [])]
    .map((line) => `\n${line}`)
    .join('');
  // A CANCEL and the ACK of a refusal belong to the transaction of the INVITE.
  const branch = 'z9hG4bK[pid]invite[call_number]';
  const invite = sendWithBody(
    `INVITE sip:${call.to}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
From: <sip:${call.from}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
To: <sip:${call.to}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:${call.from}@[local_ip]:[local_port]>
Max-Forwards: 70${extra}`,
    'application/sdp',
    sdp,
    'retrans="500"',
  );
  const inDialog = (method: string, number: number): string => `${method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:${call.from}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
To: <sip:${call.to}@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: ${number} ${method}
Contact: <sip:${call.from}@[local_ip]:[local_port]>
Max-Forwards: 70`;
  const ack = send(inDialog('ACK', 1));
  const refusedAck = ack
    .replace('branch=[branch]', `branch=${branch}`)
    .replace('[next_url]', `sip:${call.to}@[remote_ip]:[remote_port]`);
  const optional =
    '<recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="181" optional="true"/><recv response="183" optional="true"/>';
  if (call.does === 'cancels')
    return scenario(
      invite,
      // The time is counted where the call waits, at each of them anew.
      `${optional}<recv response="200"/>`.replaceAll('/>', ` timeout="${call.after ?? 1500}" ontimeout="1"/>`),
      '<label id="1"/>',
      send(
        `CANCEL sip:${call.to}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
From: <sip:${call.from}@[local_ip]:[local_port]>;tag=[pid]caller[call_number]
To: <sip:${call.to}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70`,
        'retrans="500"',
      ),
      '<recv response="180" optional="true"/><recv response="183" optional="true"/>',
      '<recv response="200"/>',
      '<recv response="487"/>',
      refusedAck,
    );
  if (call.does === 'is-refused')
    return scenario(
      invite,
      optional,
      ...[486, 603, 503, 404, 480, 487].map((code) => `<recv response="${code}" optional="true" next="1"/>`),
      '<recv response="500" next="1"/>',
      '<label id="1"/>',
      refusedAck,
    );
  const steps = [invite, optional, '<recv response="200" rrs="true"/>', ack];
  if (call.speaks) steps.push(speak);
  steps.push(...keysSent(call.keys, call.keysAfter, inDialog));
  if (call.does === 'hangs-up')
    steps.push(pause(call.after ?? 1500), send(inDialog('BYE', 90), 'retrans="500"'), '<recv response="200"/>');
  else steps.push('<recv request="BYE"/>', answerTo('200 OK'));
  return scenario(...steps);
}

function keysSent(
  keys: string | undefined,
  after: number | undefined,
  inDialog: (method: string, number: number) => string,
): string[] {
  return [...(keys ?? '')].flatMap((key, at) => [
    pause(at === 0 ? (after ?? 800) : 200),
    sendWithBody(inDialog('INFO', 10 + at), 'application/dtmf-relay', `Signal=${key}\nDuration=160\n`, 'retrans="500"'),
    '<recv response="200"/>',
  ]);
}

const answerTo = (status: string): string =>
  send(`SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0`);

export interface Answers {
  /** How long it rings before it does something; it may be cancelled meanwhile. */
  rings?: number;
  does: 'talks' | 'hangs-up' | 'is-busy' | 'rings-on' | 'transfers-blind' | 'holds-and-talks' | 'refuses-at-once';
  /** How long it talks before it hangs up or transfers. */
  after?: number;
  /** Where a blind transfer goes. */
  to?: string;
  speaks?: boolean;
  keys?: string;
  keysAfter?: number;
  /** Hangs up so long after the last key instead of waiting for the other side. */
  hangsUpAfterKeys?: number;
}

/** A telephone that is called. `talks`: until the other side hangs up. */
export function answers(call: Answers): string {
  const response = (status: string, body = false): string => {
    const head = `SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]phone[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>`;
    return body ? sendWithBody(head, 'application/sdp', sdp, 'retrans="500"') : send(`${head}\nContent-Length: 0`);
  };
  const inDialog = (method: string, number: number): string => `${method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$local];tag=[pid]phone[call_number]
To: [$remote]
Call-ID: [call_id]
CSeq: ${number} ${method}
Contact: <sip:[local_ip]:[local_port]>
Max-Forwards: 70`;
  const invite = `<recv request="INVITE" rrs="true"><action>
<ereg regexp="[^;]*" search_in="hdr" header="To:" assign_to="local"/>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="remote"/>
</action></recv><Reference variables="local,remote"/>`;
  const refused = (status: string): string => `${response(status)}\n<recv request="ACK"/>`;
  if (call.does === 'is-busy') return scenario(invite, refused('486 Busy Here'));
  if (call.does === 'refuses-at-once') return scenario(invite, refused('480 Temporarily Unavailable'));
  const cancelled = `<label id="9"/>
${answerTo('200 OK')}
${response('487 Request Terminated').replace('[last_CSeq:]', 'CSeq: [$cseq]')}
<recv request="ACK"/>`;
  const rung = [
    invite.replace(
      '</action>',
      '<ereg regexp="[0-9]+ INVITE" search_in="hdr" header="CSeq:" assign_to="cseq"/><ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/></action>',
    ),
    '<Reference variables="cseq,via"/>',
    response('180 Ringing'),
  ];
  const cancel = cancelled.replace(
    '[last_Via:]\n[last_From:]\n[last_To:];tag',
    'Via:[$via]\n[last_From:]\n[last_To:];tag',
  );
  if (call.does === 'rings-on') return scenario(...rung, '<recv request="CANCEL"/>', cancel);
  const steps = [
    ...rung,
    `<recv request="CANCEL" timeout="${call.rings ?? 700}" ontimeout="1" next="9"/>`,
    '<label id="1"/>',
    response('200 OK', true),
    '<recv request="ACK"/>',
  ];
  if (call.speaks) steps.push(speak);
  steps.push(...keysSent(call.keys, call.keysAfter, inDialog));
  const bye = [send(inDialog('BYE', 90), 'retrans="500"'), '<recv response="200"/>'];
  const waits = ['<recv request="BYE"/>', answerTo('200 OK')];
  if (call.hangsUpAfterKeys !== undefined) steps.push(pause(call.hangsUpAfterKeys), ...bye);
  else if (call.does === 'hangs-up') steps.push(pause(call.after ?? 1500), ...bye);
  else if (call.does === 'transfers-blind')
    steps.push(
      pause(call.after ?? 1500),
      send(`${inDialog('REFER', 50)}\nRefer-To: <sip:${call.to}@127.0.0.1>\nContent-Length: 0`, 'retrans="500"'),
      '<recv response="202"/>',
      // It is told how it goes, in some messages, and hangs up when no more come.
      '<label id="4"/>',
      '<recv request="NOTIFY" timeout="1500" ontimeout="5"/>',
      answerTo('200 OK'),
      '<nop next="4"/>',
      '<label id="5"/>',
      ...bye,
    );
  else if (call.does === 'holds-and-talks') {
    const reinvite = (number: number, direction: string): string[] => [
      sendWithBody(inDialog('INVITE', number), 'application/sdp', sdpOf(direction), 'retrans="500"'),
      '<recv response="100" optional="true"/>',
      '<recv response="200"/>',
      send(inDialog('ACK', number)),
    ];
    steps.push(
      pause(call.after ?? 800),
      ...reinvite(60, 'sendonly'),
      pause(1000),
      ...reinvite(61, 'sendrecv'),
      ...waits,
    );
  } else steps.push(...waits);
  return scenario(...steps, '<pause milliseconds="50" next="8"/>', cancel, '<label id="8"/>');
}
