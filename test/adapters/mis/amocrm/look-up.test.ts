import { amocrm } from '../../../../adapters/mis/amocrm/adapter.ts';
import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import type { HttpRequest } from '../../../../src/contracts/http-client.ts';
import type { MisApiContext, MisProgress } from '../../../../src/contracts/mis-api.ts';
import { callFrom } from '../../../contracts/mis-api-asking.ts';

const settings = amocrm.settings.parse({ url: 'https://clinic.amocrm.example', token: 'a-token-that-lives-for-years' });
const told = callFrom('+79000000104');

/** Looks up among so many notes of each kind of entity; the one with our key is the last of them, if it is there. */
function lookUp(notes: number, last: string): Promise<{ ref: string } | null> {
  const send = async ({ url, query }: HttpRequest) => {
    const page = Number(query?.['page'] ?? 1);
    const ids = Array.from({ length: Math.max(0, Math.min(250, notes - (page - 1) * 250)) }, (_, at) => {
      const id = (page - 1) * 250 + at + 1;
      return { id, entity_id: 7, params: { uniq: id === notes ? last : 'another' } };
    });
    const rows = url.includes('unsorted') ? { unsorted: [] } : { notes: ids };
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ _embedded: rows })) };
  };
  const context = { settings, http: { send, close: () => undefined } } as unknown as MisApiContext<never>;
  return amocrm.api!.lookUpCall!(told, {} as MisProgress, context);
}

it('a call is found among the notes of days, or is not there', async () => {
  expect(await lookUp(2_400, told.key)).toEqual({ ref: 'note:7/2400' });
  expect(await lookUp(2_400, 'another')).toBeNull();
});

it('a call that may be behind the notes that were looked through is a question for a person, not one to be sent again', async () => {
  await expect(lookUp(2_600, told.key)).rejects.toBeInstanceOf(PermanentFailure);
});
