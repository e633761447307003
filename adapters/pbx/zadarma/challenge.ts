import type { InboundRequest, OutboundReply } from '../../../src/contracts/request.ts';

/** Anybody may ask, so no more than one word is echoed, without < and >, and never as anything but plain text. */
const echoable = /^[!-;=?-~]{1,128}$/;

/** Zadarma's check of our address when it is entered in the cabinet: `GET ?zd_echo=X` is answered with X and nothing else. */
export function challenge(request: InboundRequest): OutboundReply | null {
  if (request.method !== 'GET') return null;
  const word = request.query['zd_echo'];
  if (word === undefined || !echoable.test(word)) return null;
  return { status: 200, contentType: 'text/plain', body: word };
}
