const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, zone, options]);
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...options, timeZone: zone });
    formats.set(key, known);
  }
  return known;
}

/** `15:30` in a zone. */
export function clockTime(instant: string, zone: string, language: string): string {
  return format(language, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** `12 октября`, with the year when it is not this one. */
export function dayAndMonth(instant: string, zone: string, language: string, now: number): string {
  const sameYear = dateIn(zone, Date.parse(instant)).slice(0, 4) === dateIn(zone, now).slice(0, 4);
  return format(language, zone, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    new Date(instant),
  );
}

/** The calendar date `2026-10-12` at an instant in a zone. */
export function dateIn(zone: string, milliseconds: number): string {
  return format('sv-SE', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(milliseconds);
}

/** Whole calendar days from now to an instant in a zone: 0 today, 1 tomorrow, -1 yesterday. */
export function daysUntil(instant: string, zone: string, now: number): number {
  const day = (milliseconds: number): number => Date.parse(`${dateIn(zone, milliseconds)}T00:00:00Z`);
  return Math.round((day(Date.parse(instant)) - day(now)) / 86_400_000);
}

/** The instant at which the present calendar day began in a zone, as RFC 3339 UTC. */
export function startOfToday(zone: string, now: number): string {
  return startOfDay(dateIn(zone, now), zone);
}

/** The instant at which a calendar day (`2026-10-12`) begins in a zone, as RFC 3339 UTC. */
export function startOfDay(date: string, zone: string): string {
  return instantIn(`${date}T00:00`, zone);
}

/** The instant at which the clocks of a zone show `2026-10-12T09:00`, as RFC 3339 UTC. */
export function instantIn(shownThere: string, zone: string): string {
  const wallClock = format('sv-SE', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  // The offset is read at the guessed moment itself, so that a clock change later in the day does not shift it.
  const guess = Date.parse(`${shownThere}:00Z`);
  let start = guess;
  for (let step = 0; step < 2; step += 1) {
    const shown = Date.parse(`${wallClock.format(start).replace(' ', 'T')}Z`);
    start += guess - shown;
  }
  return new Date(start).toISOString();
}
