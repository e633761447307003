import { randomUUID } from 'node:crypto';
import type { Configuration, MessageTemplate } from '../platform/configuration/index.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import { messageSettings, placeOf } from './message-places.ts';
import { oweMessages } from './owe-message.ts';
import type { StopMarks } from './stop-marks.ts';
import { readCircumstances } from './read-circumstances.ts';
import { refuseMessage, type MessageRefusal } from './refuse-message.ts';
import { visitsById } from './remindable-visits.ts';
import { writeText, type Language } from './write-text.ts';

const EXAMPLE_LINK = '/r/AbCdEfGhIjKlMnOp';
const HAND_HOURS = 24;

/** A text as it would go, and whether it would. */
export interface PreviewedMessage {
  text: string | null;
  language: Language | null;
  encoding: 'gsm-7' | 'ucs-2' | null;
  parts: number | null;
  /** Units that the last part still holds. */
  left: number | null;
  /** By the price of the configuration; null where none is told. */
  price: number | null;
  /** Several people have the number, so nobody is named. */
  shared: boolean;
  refusal: MessageRefusal | null;
  detail: string | null;
}

/** What a template makes for a branch, a visit and a number; without a number an own one is supposed. */
export async function previewMessage(
  pool: Pool,
  asked: {
    template: MessageTemplate;
    branch: string | null;
    visit: number | null;
    phone: string | null;
    language: Language | null;
    shared: boolean;
  },
  configuration: Configuration,
  marks: StopMarks,
): Promise<PreviewedMessage> {
  const settings = messageSettings(configuration);
  const place = placeOf(configuration, asked.branch);
  const found = asked.visit === null ? [] : await visitsById(pool, [asked.visit]);
  const visits =
    found.length > 0 ? found : [{ startsAt: exampleTime(), doctor: 'Иванов И. И.', patient: 'Мария Петровна' }];
  const circumstances = asked.phone === null ? null : await readCircumstances(pool, asked.phone, configuration, marks);
  const shared = asked.shared || circumstances?.shared === true;
  const refusal = circumstances === null ? null : refuseMessage({ class: asked.template.class, ...circumstances });
  const written = writeText(
    asked.template,
    {
      ...{ clinic: place.clinic, branch: place.branch, phone: place.phone, zone: place.hours.zone, visits },
      patient: visits[0]?.patient ?? null,
      link: settings.linkAddress === undefined ? null : `${settings.linkAddress.replace(/\/+$/, '')}${EXAMPLE_LINK}`,
    },
    { language: asked.language ?? place.language, shared, settings },
  );
  if ('refusal' in written) return { ...nothing, shared, refusal: refusal ?? written.refusal, detail: written.detail };
  const { text, language, counted } = written;
  const { pricePerPart } = settings;
  return {
    ...{ text, language, shared, refusal, detail: null },
    ...{ encoding: counted.encoding, parts: counted.parts, left: counted.left },
    price: pricePerPart === undefined ? null : Math.round(counted.parts * pricePerPart * 100) / 100,
  };
}

const nothing = { text: null, language: null, encoding: null, parts: null, left: null, price: null };

/** Stands for a visit where none is named. */
function exampleTime(): Date {
  return new Date('2026-03-10T09:00:00Z');
}

/** A message that a person sends by a template: at once, within the hours of sending. Answers its id. */
export async function sendByHand(
  tx: PoolClient,
  asked: {
    template: MessageTemplate;
    branch: string;
    phone: string;
    personId: number | null;
    visit: number | null;
    who: string;
    why: string;
    now: Date;
  },
  configuration: Configuration,
): Promise<number> {
  const [id] = await oweMessages(
    tx,
    [
      {
        ...{ key: `hand ${randomUUID()}`, template: asked.template.id, class: asked.template.class },
        ...{ branch: asked.branch, zone: placeOf(configuration, asked.branch).hours.zone, phone: asked.phone },
        ...{
          personId: asked.personId,
          visits: asked.visit === null ? [] : [asked.visit],
          who: asked.who,
          why: asked.why,
        },
        ...{ dueAt: asked.now, expiresAt: new Date(asked.now.getTime() + HAND_HOURS * 3600_000) },
      },
    ],
    asked.now,
  );
  if (id === undefined) throw new Error('A fresh key was taken');
  return id;
}
