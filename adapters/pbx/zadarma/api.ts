import { setTimeout } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { PbxApi, PbxEmployee } from '../../../src/contracts/pbx-api.ts';
import { numberOf } from '../../kit/number-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { createZadarmaClient, type ZadarmaClient, type ZadarmaContext } from './client.ts';
import { history } from './history.ts';
import { recording } from './recording.ts';
import type { ZadarmaSettings } from './settings.ts';

/** What can be asked of Zadarma and Novofon 1.0. `pause` waits for a limit. */
export function zadarmaApi(
  pause: (milliseconds: number) => Promise<void> = (milliseconds) => setTimeout(milliseconds),
): PbxApi<ZadarmaSettings> {
  const client = createZadarmaClient(pause);
  return {
    history: history(client),
    recording: (context, wanted) => recording(client, context, wanted),
    async dial(context, { extension, phone }) {
      await client.ask(context, {
        method: '/v1/request/callback/',
        // `sip` makes the call the extension's own: its number is shown, its rules of recording hold.
        parameters: { from: extension, to: phone.replace(/^\+/, ''), sip: extension },
        effect: 'write',
      });
      // The answer names no call; its notifications come with an id of the PBX.
      return { providerCallId: null };
    },
    employees: (context) => employees(client, context),
    selfTest: (context) => selfTest(client, context),
  };
}

/** Extensions; the name of each is a request of its own. */
async function employees(client: ZadarmaClient, context: ZadarmaContext): Promise<PbxEmployee[]> {
  const { numbers } = await client.ask(context, { method: '/v1/pbx/internal/' });
  if (!Array.isArray(numbers)) throw new PermanentFailure('Zadarma /v1/pbx/internal/: no list of extensions');
  const found: PbxEmployee[] = [];
  for (const number of new Set((numbers as unknown[]).map(textOf))) {
    if (number === null || !/^\d{1,10}$/.test(number)) continue;
    const info = await client.ask(context, { method: `/v1/pbx/internal/${number}/info/`, mayBeUnknown: true });
    found.push({ ref: number, name: textOf(info?.['name']), extensions: [number] });
  }
  return found;
}

/** Proves the keys, and that the account's clock is that of the zone by which its times are read. */
async function selfTest(client: ZadarmaClient, context: ZadarmaContext): Promise<void> {
  const { unixtime, datetime } = await client.ask(context, { method: '/v1/info/timezone/' });
  const seconds = numberOf(unixtime);
  const now = seconds === null ? null : DateTime.fromSeconds(seconds, { zone: 'utc' });
  const theirs = DateTime.fromSQL(String(datetime), { zone: 'utc' });
  if (now === null || !theirs.isValid) throw new TransientFailure('Zadarma /v1/info/timezone/: no time in the answer');
  const { zone } = context.settings;
  const minutes = Math.round(theirs.diff(now, 'minutes').minutes);
  if (minutes !== now.setZone(zone).offset)
    throw new PermanentFailure(
      `The clock of the account is ${minutes / 60} h ahead of UTC, that of ${zone} is not: correct zone in the configuration`,
    );
}
