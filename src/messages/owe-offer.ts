import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { messageSettings, placeOf } from './message-places.ts';
import { oweMessages } from './owe-message.ts';
import type { StopMarks } from './stop-marks.ts';
import { readCircumstances } from './read-circumstances.ts';
import { refuseMessage } from './refuse-message.ts';

/** A message about a free time, as the waiting list asks for it. */
export interface OfferToTell {
  key: string;
  what: 'offer' | 'slot-taken';
  phone: string;
  personId: number | null;
  branch: string | null;
  doctor: string;
  startsAt: Date;
  replyBy: Date | null;
}

/** False: nothing can be sent to this number; whoever asks makes a task of it. */
export async function oweOffer(
  tx: PoolClient,
  offer: OfferToTell,
  { configuration, now, marks }: { configuration: Configuration; now: Date; marks: StopMarks },
): Promise<boolean> {
  const settings = messageSettings(configuration);
  const id = offer.what === 'offer' ? settings.slotOffer : settings.slotTaken;
  const template = settings.templates.find((each) => each.id === id);
  if (template === undefined || configuration.sms === undefined || configuration.sms.size === 0) return false;
  const circumstances = await readCircumstances(tx, offer.phone, configuration, marks);
  if (refuseMessage({ class: template.class, ...circumstances }) !== null) return false;
  await oweMessages(
    tx,
    [
      {
        ...{ key: `task ${offer.key}`, taskKey: offer.key, template: template.id, class: template.class },
        ...{ branch: offer.branch, zone: placeOf(configuration, offer.branch).hours.zone, phone: offer.phone },
        ...{ personId: offer.personId, slot: { startsAt: offer.startsAt, doctor: offer.doctor }, dueAt: now },
        expiresAt: offer.replyBy ?? offer.startsAt,
      },
    ],
    now,
  );
  return true;
}
