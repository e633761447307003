import { DateTime } from 'luxon';
import {
  privateVariables,
  renderText,
  variablesOf,
  type MessageSettings,
  type MessageTemplate,
  type MessageVariable,
} from '../platform/configuration/index.ts';
import { countParts, type CountedText } from './count-parts.ts';
import type { MessageRefusal } from './refuse-message.ts';

export type Language = 'ru' | 'en';

/** What a text is written from. */
export interface TextFacts {
  clinic: string;
  branch: string;
  phone: string;
  /** The visits that it tells of, in order of their times; empty where it tells of none. */
  visits: readonly { startsAt: Date; doctor: string | null }[];
  zone: string;
  /** How the person is called; null: not known, or not to be told. */
  patient: string | null;
  /** Null: there is none. */
  link: string | null;
}

export type WrittenText =
  | { text: string; language: Language; shared: boolean; counted: CountedText; templateId: string | null }
  | { refusal: Extract<MessageRefusal, 'shared-text' | 'too-long' | 'no-text'>; detail: string };

/**
 * The text for one person. `shared`: several people have the number, or the visit is to stay anonymous, so the text names
 * neither doctor nor, unless the clinic says so, patient.
 */
export function writeText(
  template: MessageTemplate,
  facts: TextFacts,
  options: { language: Language; shared: boolean; settings: Pick<MessageSettings, 'sharedPatient' | 'maximumParts'> },
): WrittenText {
  const { shared, settings } = options;
  const forbidden = privateVariables.filter((name) => !(name === 'patient' && settings.sharedPatient));
  const usable = (body: string): boolean =>
    !shared || !variablesOf(body).some((name) => forbidden.includes(name as MessageVariable));
  const bodies = shared ? [template.shared, template.text] : [template.text];
  const found = bodies
    .flatMap((texts) =>
      [options.language, 'ru' as const, 'en' as const].map((language) => ({ language, body: texts?.[language] })),
    )
    .find(({ body }) => body !== undefined && usable(body));
  if (found?.body === undefined)
    return { refusal: shared ? 'shared-text' : 'no-text', detail: 'there is no text that may be sent to this number' };
  const { language, body } = found;
  const values = valuesOf(facts, language);
  let text: string;
  try {
    text = renderText(body, values);
  } catch {
    const lacking = variablesOf(body).filter((name) => values[name as MessageVariable] === undefined);
    return { refusal: 'no-text', detail: `nothing is known for: ${lacking.join(', ')}` };
  }
  if (text === '') return { refusal: 'no-text', detail: 'the text is empty' };
  const counted = countParts(text);
  if (counted.parts > settings.maximumParts) return { refusal: 'too-long', detail: `${counted.parts} parts` };
  return { text, language, shared, counted, templateId: template.templateId ?? null };
}

/** A value that is not known is left out, so that no text goes with an empty place. */
function valuesOf(facts: TextFacts, language: Language): Partial<Record<MessageVariable, unknown>> {
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: facts.zone }).setLocale(language);
  const times = facts.visits.map(({ startsAt }) => local(startsAt).toFormat('HH:mm'));
  const first = facts.visits[0];
  const doctors = [...new Set(facts.visits.map(({ doctor }) => doctor))];
  return {
    ...{ clinic: facts.clinic, branch: facts.branch, phone: facts.phone, count: facts.visits.length },
    ...(first !== undefined && {
      date: local(first.startsAt).toFormat(language === 'ru' ? 'dd.MM' : 'd MMM'),
      weekday: local(first.startsAt).toFormat('cccc'),
      time: times[0],
      times: [...new Set(times)].join(', '),
    }),
    ...(doctors.length === 1 && doctors[0] != null && { doctor: doctors[0] }),
    ...(facts.patient !== null && { patient: facts.patient }),
    ...(facts.link !== null && { link: facts.link }),
  };
}
