import { hmacOf } from './hmac-of.ts';

/**
 * base64(HMAC-SHA1(token, address + parameters)): names in order, each followed by its values, those without repeats
 * and in order too (twilio.com/docs/usage/security and the test vectors of Twilio's own libraries).
 */
export function twilioSignature(token: string, url: string, parameters: Iterable<readonly [string, string]>): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of parameters) values.set(name, (values.get(name) ?? new Set()).add(value));
  const signed = [...values.keys()]
    .sort()
    .map((name) =>
      [...(values.get(name) ?? [])]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
  return hmacOf(url + signed, token, { algorithm: 'sha1', encoding: 'base64' });
}

/** The address as given and with or without the standard port: Twilio's own libraries accept both. */
export function withAndWithoutPort(url: string): string[] {
  const [, scheme = '', host = '', port, rest = ''] =
    /^(https?:\/\/)([^/?#:]+|\[[^\]]*\])(?::(\d+))?(.*)$/is.exec(url) ?? [];
  if (host === '') return [url];
  if (port !== undefined) return [url, scheme + host + rest];
  return [url, `${scheme}${host}:${scheme.toLowerCase() === 'https://' ? 443 : 80}${rest}`];
}
