import { z } from 'zod';
import type { CallClass } from '../../contracts/caller.ts';

/** What the PBX is told while a call comes in. */
export const answersSchema = z
  .strictObject({
    callerName: z
      .boolean()
      .default(true)
      .meta({
        description:
          "The caller's name goes to the displays of the telephones: one person's, or the given names of two who share the number.",
        examples: ['false'],
      }),
    route: z
      .enum(['off', 'last-operator'])
      .default('off')
      .meta({
        description:
          "Where a call is sent: nowhere in particular, or to whoever had this caller's last conversation, if the workplace is still there and free.",
        examples: ['last-operator'],
      }),
    lastOperatorDays: z
      .int()
      .min(1)
      .max(365)
      .default(90)
      .meta({ description: 'A conversation longer ago than so many days sends a caller nowhere.', examples: ['30'] }),
  })
  .prefault({});

const tagText = z.string().trim().max(100);

/** IDENT's own words where it has them; a `satisfies` keeps every class named. */
const russianTags = {
  'about-own-visit': 'Уже записан',
  'first-time': 'Первичный',
  returning: 'Повторный',
  staff: 'Сотрудник',
  contractor: 'Контрагент',
  spam: 'Спам',
  unknown: 'Не определен',
} satisfies Record<CallClass, string>;

/** How each class is called among the tags of the PBX; an empty text writes no tag. */
export const tagTextsSchema = z
  .strictObject({
    'about-own-visit': tagText
      .default(russianTags['about-own-visit'])
      .meta({ description: 'A caller with a visit ahead.' }),
    'first-time': tagText.default(russianTags['first-time']).meta({ description: 'A caller who never came.' }),
    returning: tagText.default(russianTags.returning).meta({ description: 'A caller who came before.' }),
    staff: tagText.default(russianTags.staff).meta({ description: 'Somebody who works here.' }),
    contractor: tagText.default(russianTags.contractor).meta({ description: 'A supplier, a laboratory, an insurer.' }),
    spam: tagText.default(russianTags.spam).meta({ description: 'A robot.' }),
    unknown: tagText.default(russianTags.unknown).meta({ description: 'A caller of whom nothing is known.' }),
  })
  .prefault({});
