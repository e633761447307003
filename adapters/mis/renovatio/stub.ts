import { DateTime } from 'luxon';
import nock from 'nock';
import type { RenovatioSettings } from './settings.ts';

type Row = Record<string, unknown>;

export interface RenovatioStub {
  /** What became of visits, by their number. */
  answers: Record<string, string>;
  close(): void;
}

const digits = (phone: unknown): string => String(phone).replace(/\D/g, '');
const problem = (code: string, desc: string): nock.ReplyFnResult => [200, { error: 1, data: { code, desc } }];
const minute = (written: unknown): number => DateTime.fromFormat(String(written), 'dd.MM.yyyy HH:mm').toMillis();

/** The public API: a form with the key, answers with `error` inside of HTTP 200; numbers are found as parts of texts. */
export function openRenovatioStub(
  { url, apiKey, patients: search }: RenovatioSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { patients?: readonly Row[]; appointments?: readonly Row[] } = {},
): RenovatioStub {
  const { patients = [], appointments = [] } = known;
  const stub: RenovatioStub = { answers: {}, close: () => nock.removeInterceptor(interceptor) };
  const answer = (form: URLSearchParams, word: string): nock.ReplyFnResult => {
    const id = form.get('appointment_id') ?? '';
    if (!appointments.some((row) => String(row['id']) === id)) return problem('not_found', 'Визит не найден');
    stub.answers[id] = word;
    return [200, { error: 0, data: true }];
  };
  const methods: Record<string, (form: URLSearchParams) => nock.ReplyFnResult> = {
    getClinics: () => [200, { error: 0, data: [{ id: 2, title: 'Север' }] }],
    getPatient: (form) => {
      const part = digits(form.get(search?.phone ?? '') ?? '-');
      const found = patients.filter((row) => digits(row['mobile']).includes(part));
      return [200, { error: 0, data: found.length === 1 ? found[0] : found }];
    },
    getAppointments: (form) => {
      const [from, to] = [minute(form.get('date_from')), minute(form.get('date_to'))];
      if (!(to - from <= 31 * 24 * 3_600_000)) return problem('wrong_dates', 'Не больше 31 дня');
      const rows = appointments.filter((row) => minute(row['time_start']) >= from && minute(row['time_start']) <= to);
      return [200, { error: 0, data: rows }];
    },
    confirmAppointment: (form) => answer(form, 'confirmed'),
    cancelAppointment: (form) => answer(form, 'cancelled'),
  };

  const base = `${new URL(url).pathname.replace(/\/$/, '')}/`;
  const interceptor = nock(new URL(url).origin)
    .persist()
    .post((uri) => uri.startsWith(base));
  interceptor.reply((uri, body): nock.ReplyFnResult => {
    const form = new URLSearchParams(typeof body === 'string' ? body : (body as Record<string, string>));
    if (behaviour === 'over-limit') return [429, ''];
    if (behaviour === 'refuses' || form.get('api_key') !== apiKey) return problem('auth_error', 'Неверный ключ');
    if (behaviour === 'fails') return problem('internal_error', 'Ошибка');
    return methods[uri.slice(base.length)]?.(form) ?? problem('method_not_found', 'Нет такого метода');
  });
  return stub;
}
