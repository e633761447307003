import { createHash } from 'node:crypto';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxApiContext, WantedDial } from '../../../src/contracts/pbx-api.ts';
import { OWN_CALL } from './reader.ts';
import type { AsteriskSettings } from './settings.ts';
import { accepted, showChannels, withSession } from './with-session.ts';

/**
 * Rings the operator and then dials the number in the operator's own context, as if it were dialled by hand. The first
 * channel gets an id of ours, which becomes the Linkedid of the call: a repeated request finds the call that is there.
 */
export function dial(
  context: PbxApiContext<AsteriskSettings>,
  wanted: WantedDial,
): Promise<{ providerCallId: string }> {
  const { settings } = context;
  if (!/^[\w*#.-]{1,40}$/.test(wanted.extension))
    return Promise.reject(new PermanentFailure('This is no internal number that could be dialled from.'));
  const providerCallId = idOf(wanted.requestId);
  const channel = settings.dialChannel.replaceAll('{extension}', wanted.extension);
  return withSession(context, async (session) => {
    const live = await showChannels(session);
    if (live.some((one) => one['linkedid'] === providerCallId)) return { providerCallId };
    const answer = await session.ask(
      'Originate',
      [
        ['Channel', channel],
        ['Context', settings.dialContext],
        ['Exten', settings.dialPrefix + written(wanted.phone, settings)],
        ['Priority', '1'],
        ['CallerID', wanted.extension],
        ['Timeout', String(settings.dialRingSeconds * 1000)],
        ['Async', 'true'],
        ['ChannelId', providerCallId],
        ...(channel.startsWith('Local/') ? ([['OtherChannelId', `${providerCallId}-2`]] as const) : []),
      ],
      { effect: 'write' },
    );
    accepted(answer, 'write = originate');
    return { providerCallId };
  });
}

/** FreePBX keeps 32 characters of an id in its call records, those of the second channel included. */
function idOf(requestId: string): string {
  return `${OWN_CALL}${createHash('sha256').update(requestId).digest('hex').slice(0, 20)}`;
}

/** Only numbers of Russia and Kazakhstan have the 8 that stands for +7; others keep their own form. */
function written(phone: string, { dialFormat }: AsteriskSettings): string {
  if (dialFormat === 'e164') return phone;
  if (dialFormat === 'national') return phone.startsWith('+7') ? `8${phone.slice(2)}` : `810${phone.slice(1)}`;
  return phone.slice(1);
}

/** Hangs up every channel of the call. */
export function hangUp(context: PbxApiContext<AsteriskSettings>, providerCallId: string): Promise<void> {
  return withSession(context, async (session) => {
    const own = (await showChannels(session)).filter((one) => one['linkedid'] === providerCallId);
    if (own.length === 0) throw new PermanentFailure('Asterisk has no such call now.');
    const answers = await Promise.all(
      own.map((one) =>
        session.ask(
          'Hangup',
          [
            ['Channel', one['channel'] ?? ''],
            ['Cause', '16'],
          ],
          { effect: 'write' },
        ),
      ),
    );
    const refusal = answers.find(({ response }) => /permission/i.test(response['message'] ?? ''));
    // A channel that the hang-up of another has taken along is refused; that is what was wanted.
    if (refusal !== undefined) accepted(refusal, 'write = call');
  });
}
