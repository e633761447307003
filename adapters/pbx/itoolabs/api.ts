import type { PbxApi, RecordingSource, WantedDial } from '../../../src/contracts/pbx-api.ts';
import { jsonOf } from '../../kit/json-of.ts';
import { apiOf, command, restWrite, type ItoolabsContext } from './client.ts';
import { call, history } from './history.ts';
import type { ItoolabsSettings } from './settings.ts';
import { employees } from './users.ts';

/** What can be asked of an ITooLabs PBX, by whichever generation of its API the account has. */
export const itoolabsApi: PbxApi<ItoolabsSettings> = {
  isConfigured: ({ api }) => api !== undefined,
  comparesCalls: ({ api }) => api?.uidIsCallid === true,
  history,
  call,
  recording: (context, { ref }) => Promise.resolve(recording(context, ref)),
  dial,
  employees,
  async selfTest(context) {
    await employees(context);
  },
};

/** `link` is the address of the file; the PBX's own host also wants the key. */
function recording({ settings: { api } }: ItoolabsContext, ref: string): RecordingSource {
  if (!/^https?:\/\//i.test(ref) || !URL.canParse(ref))
    return { kind: 'never', reason: 'The PBX gave no address of the recording.' };
  const own = api !== undefined && new URL(api.url).origin === new URL(ref).origin;
  return {
    kind: 'http',
    url: ref,
    ...(own && api.generation === 'rest' && { headers: { 'x-api-key': api.key } }),
    trusted: own,
  };
}

/** Rings the employee first. A leading plus is refused by one of the brands. */
async function dial(
  context: ItoolabsContext,
  { employeeRef, extension, phone, line }: WantedDial,
): Promise<{ providerCallId: string | null }> {
  const api = apiOf(context);
  const wanted = { user: employeeRef ?? extension, phone: phone.replace(/^\+/, '') };
  const answer =
    api.generation === 'rest'
      ? await restWrite(context, api, '/makecall', { ...wanted, ...(line && { clid: line.replace(/^\+/, '') }) })
      : await command(context, api, 'makeCall', wanted, 'write');
  return { providerCallId: callIdIn(answer) };
}

/** The id stands bare, in quotes or in an object; a live PBX answered an object without one. */
function callIdIn(text: string): string | null {
  const value = jsonOf(text) ?? text;
  const told =
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([name]) => name.toLowerCase() === 'callid')?.[1]
      : value;
  const id = typeof told === 'number' ? String(told) : told;
  return typeof id === 'string' && /^[\w.:-]{4,200}$/.test(id) ? id : null;
}
