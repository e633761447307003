import type { InboundRequest } from '../../../src/contracts/request.ts';
import { BadRequest } from './bad-request.ts';

/** The body as text: the charset of the content type or of the XML declaration, else UTF-8; a byte order mark is cut. */
export function bodyText({ headers, body }: InboundRequest): string {
  const declared = /^[^>]*?encoding\s*=\s*["']([\w-]+)["']/i.exec(body.subarray(0, 200).toString('latin1'))?.[1];
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw new BadRequest(`Тело запроса не читается как текст в кодировке ${charset}.`);
  }
}
