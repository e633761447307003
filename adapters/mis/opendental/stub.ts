import nock from 'nock';
import type { OpenDentalSettings } from './settings.ts';

export interface OpenDentalStub {
  commlogs: { CommlogNum: number; PatNum: number; Note: string }[];
  /** Appointments that were made here. */
  appointments: Row[];
  /** Requests that were answered. */
  asked: number;
  close(): void;
}

type Row = Record<string, unknown>;

/**
 * The office by https://www.opendental.com/site/apispecification.html: lists in pages of at most 100, or 1000 of a local
 * API; a commlog needs a patient and a note, and answers itself with 201; a wrong request 400 with an explanation.
 */
export function openOpenDentalStub(
  { url, developerKey, customerKey, pageSize }: OpenDentalSettings,
  behaviour: 'sound' | 'refuses' | 'expired' | 'over-limit' | 'fails' = 'sound',
  known: { patients?: readonly Row[]; appointments?: readonly Row[] } = {},
): OpenDentalStub {
  const { patients = [], appointments = [] } = known;
  const stub: OpenDentalStub = {
    ...{ commlogs: [], appointments: [], asked: 0 },
    close: () => interceptors.forEach((one) => nock.removeInterceptor(one)),
  };
  const page = (rows: readonly unknown[], query: URLSearchParams): nock.ReplyFnResult => {
    const offset = Number(query.get('Offset') ?? 0);
    return [200, rows.slice(offset, offset + Math.min(pageSize, Number(query.get('Limit') ?? 100)))];
  };
  const get = (path: string, query: URLSearchParams): nock.ReplyFnResult => {
    if (path === 'patients/Simple') return page(patients, query);
    if (path === 'appointments') {
      const [first, last] = [query.get('dateStart') ?? '', query.get('dateEnd') ?? '9999'];
      const day = (row: Row): string => String(row['AptDateTime']).slice(0, 10);
      const since = query.get('DateTStamp') ?? '';
      const date = query.get('date');
      const rows = [...appointments, ...stub.appointments].filter(
        (row) => day(row) >= (date ?? first) && day(row) <= (date ?? last),
      );
      return page(
        rows.filter((row) => String(row['DateTStamp']) > since),
        query,
      );
    }
    if (path === 'commlogs')
      return page(
        stub.commlogs.filter(({ PatNum }) => String(PatNum) === query.get('PatNum')),
        query,
      );
    return [404, '"Resource not found"'];
  };
  const write = (path: string, body: Row): nock.ReplyFnResult => {
    if (path === 'commlogs') {
      const { PatNum, Note, CommDateTime } = body;
      if (!patients.some((row) => row['PatNum'] === PatNum)) return [404, '"PatNum is invalid"'];
      if (typeof Note !== 'string' || Note === '') return [400, '"Note is required"'];
      if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(CommDateTime))) return [400, '"CommDateTime is invalid"'];
      const row = { ...body, CommlogNum: stub.commlogs.length + 1, PatNum: Number(PatNum), Note };
      stub.commlogs.push(row);
      return [201, row];
    }
    if (path === 'appointments') {
      const { PatNum, Op, AptDateTime, Pattern = '/XX/' } = body;
      if (!patients.some((row) => row['PatNum'] === PatNum)) return [404, '"PatNum is invalid"'];
      if (typeof Op !== 'number') return [400, '"Op is required"'];
      if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(AptDateTime))) return [400, '"AptDateTime is invalid"'];
      if (!/^[X/]+$/.test(String(Pattern))) return [400, '"Pattern is invalid"'];
      const row = { AptNum: stub.appointments.length + 101, AptStatus: 'Scheduled', Note: '', ...body, Pattern };
      stub.appointments.push({ ...row, DateTStamp: '2026-03-10 03:02:00' });
      return [201, row];
    }
    const row = stub.commlogs.find(({ CommlogNum }) => path === `commlogs/${CommlogNum}`);
    if (row === undefined) return [404, '"CommlogNum is invalid"'];
    row.Note = String(body['Note']);
    return [200, row];
  };

  const base = new URL(url).pathname.replace(/\/$/, '');
  const scope = nock(new URL(url).origin).persist();
  const interceptors = (['get', 'post', 'put'] as const).map((method) => scope[method]((uri) => uri.startsWith(base)));
  interceptors.forEach((interceptor) =>
    interceptor.reply(function (uri, body): nock.ReplyFnResult {
      stub.asked += 1;
      if (behaviour === 'over-limit') return [429, '"Too many requests"'];
      const sound = String(this.req.headers['authorization']) === `ODFHIR ${developerKey}/${customerKey}`;
      if (behaviour === 'refuses' || !sound) return [401, '"Unauthorized"'];
      if (behaviour === 'fails') return [400, '"The office is not reachable: its eConnector is down"'];
      const [path = '', query = ''] = uri.slice(base.length + 1).split('?');
      return this.req.method === 'GET' ? get(path, new URLSearchParams(query)) : write(path, body as Row);
    }),
  );
  return stub;
}
