import type { HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import type { KeptToken, MisApiContext } from '../../src/contracts/mis-api.ts';

/**
 * Sends with the account's token. One that the system refuses is renewed and the request sent once more, as it did
 * nothing; what is refused then, too, is the caller's to judge.
 */
export async function sendAuthorized(
  { http, tokens }: Pick<MisApiContext<unknown>, 'http' | 'tokens'>,
  options: {
    renew(kept: KeptToken | null): Promise<KeptToken>;
    request(token: KeptToken): HttpRequest;
    /** Left out: HTTP 401. */
    refuses?(response: HttpResponse): boolean;
  },
): Promise<HttpResponse> {
  const { renew, request, refuses = ({ status }) => status === 401 } = options;
  const token = await tokens.get({ renew });
  const response = await http.send(request(token));
  if (!refuses(response)) return response;
  return http.send(request(await tokens.get({ renew, refused: token.access })));
}
