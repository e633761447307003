import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { PhoneContext } from '../../src/contracts/phone-number.ts';

/** Settings of a PBX that sends numbers as they were dialled, without the country or the city. */
export const numberSettings = {
  country: z
    .string()
    .refine(isSupportedCountry, { error: 'This is not a country code.' })
    .default('RU')
    .meta({
      description: 'Country of the numbers that come without a country code, two capital letters of ISO 3166.',
      examples: ['RU'],
    }),
  areaCode: z
    .string()
    .regex(/^\d{2,5}$/, { error: 'A city code is 2 to 5 digits.' })
    .optional()
    .meta({ description: 'City code of the numbers that come without one, without 8 or +7.', examples: ['495'] }),
};

export function phoneContextOf(settings: {
  country: PhoneContext['country'];
  areaCode?: string | undefined;
}): PhoneContext {
  return { country: settings.country, areaCode: settings.areaCode };
}
