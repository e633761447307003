import { IANAZone } from 'luxon';
import { nearest } from './nearest.ts';

/** Hours from UTC → the zone of Russia that an administrator most likely means by «UTC+5». */
const russianZones: Readonly<Record<string, string>> = {
  '2': 'Europe/Kaliningrad',
  '3': 'Europe/Moscow',
  '4': 'Europe/Samara',
  '5': 'Asia/Yekaterinburg',
  '6': 'Asia/Omsk',
  '7': 'Asia/Novosibirsk',
  '8': 'Asia/Irkutsk',
  '9': 'Asia/Yakutsk',
  '10': 'Asia/Vladivostok',
  '11': 'Asia/Magadan',
  '12': 'Asia/Kamchatka',
};

/** A region with a city. Bare offsets are refused: they know nothing of changes of the clock. */
export function isTimeZone(text: string): boolean {
  return (
    text === 'UTC' || (/^[A-Z]\w+\/[\w/+-]+$/.test(text) && !text.startsWith('Etc/') && IANAZone.isValidZone(text))
  );
}

/** The IANA name that was probably meant by `Moscow`, `europe/moskow`, `МСК` or `UTC+5`. */
export function suggestTimeZone(text: string): string | undefined {
  const written = text.trim();
  if (/^(?:msk|мск|москва)$/i.test(written)) return 'Europe/Moscow';
  const offset = /^(?:utc|gmt|msk|мск)?\s*\+?0?(\d{1,2})(?::?00)?$/i.exec(written);
  if (offset?.[1] !== undefined) {
    const fromMoscow = /^(?:msk|мск)/i.test(written) ? 3 : 0;
    return russianZones[String(Number(offset[1]) + fromMoscow)];
  }
  const zones = Intl.supportedValuesOf('timeZone');
  const cities = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]));
  const city = nearest(written, cities.keys());
  return nearest(written, zones) ?? (city === undefined ? undefined : cities.get(city));
}
