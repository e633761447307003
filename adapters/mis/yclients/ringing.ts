import type { ToldRinging } from '../../../src/contracts/mis-api.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { askYclients, type YclientsContext } from './ask-yclients.ts';
import { acceptedReply } from './replies.ts';
import { written } from './write-call.ts';

/** The card of a call that rings; `user` names who sees it, else the clinic’s number decides there. */
export async function tellRinging(told: ToldRinging, context: YclientsContext): Promise<void> {
  const { settings } = context;
  if (settings.crmToken === undefined) throw new PermanentFailure('YCLIENTS: the account has no crmToken');
  const user = told.extension === null ? undefined : settings.users[told.extension];
  await askYclients(context, {
    what: 'incoming call',
    path: 'voip/integration',
    body: {
      command: 'event',
      type: 'incoming',
      crm_token: settings.crmToken,
      phone: written(told.phone, settings.numbers),
      diversion: told.line === null ? '' : written(told.line, settings.numbers),
      ...(user !== undefined && { user }),
    },
    effect: 'write',
    asUser: false,
    schema: acceptedReply,
  });
}
