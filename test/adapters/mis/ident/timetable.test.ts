import { fakePullPorts } from '../fake-pull-ports.ts';
import { upload } from './asking.ts';

const interval = {
  BranchId: 1,
  DoctorId: 7,
  StartDateTime: '2026-03-11T10:00:00+03:00',
  LengthInMinutes: 30,
  IsBusy: false,
};
const timetable = {
  Doctors: [{ Id: 7, Name: 'Петров П. П.' }],
  Branches: [
    { Id: 1, Name: 'Центр' },
    { Id: 2, Name: 'север ' },
    { Id: 3, Name: 'Склад' },
  ],
  Intervals: [interval],
};

async function stored(body: string | Buffer, told: Parameters<typeof upload>[1] = {}) {
  const ports = fakePullPorts();
  const reply = await upload(body, { ...told, ports });
  return { reply, timetable: ports.timetables[0] };
}

describe('a timetable', () => {
  it('is read from JSON', async () => {
    const { reply, timetable: read } = await stored(JSON.stringify(timetable));
    expect(reply).toMatchObject({ status: 200, method: 'PostTimeTable', rows: 1 });
    expect(read).toEqual({
      doctors: [{ id: '7', name: 'Петров П. П.' }],
      branches: [
        { id: '1', name: 'Центр', branch: 'center' },
        { id: '2', name: 'север ', branch: 'north' },
        { id: '3', name: 'Склад', branch: null },
      ],
      slots: [{ branchId: '1', doctorId: '7', startsAt: new Date('2026-03-11T07:00:00Z'), minutes: 30, busy: false }],
    });
  });

  it('takes our branch from the settings before the name', async () => {
    const settings = { branches: { '1': 'north', '3': 'center' } };
    const { timetable: read } = await stored(JSON.stringify(timetable), { settings });
    expect(read!.branches.map(({ branch }) => branch)).toEqual(['north', 'north', 'center']);
  });

  it.each([
    [1, '2026-03-11T07:00:00Z'],
    [2, '2026-03-11T05:00:00Z'],
    [3, '2026-03-11T07:00:00Z'],
  ])('reads a time without an offset in the zone of branch %i', async (BranchId, expected) => {
    const Intervals = [{ ...interval, BranchId, StartDateTime: '2026-03-11T10:00:00' }];
    const { timetable: read } = await stored(JSON.stringify({ ...timetable, Intervals }));
    expect(read!.slots[0]!.startsAt).toEqual(new Date(expected));
  });

  it('is read from XML, whatever its inner elements are called', async () => {
    const xml = `<?xml version="1.0" encoding="utf-8"?>
      <TimeTable xmlns="urn:x"><Doctors><Doctor><Id>7</Id><Name>Петров &amp; Ко</Name></Doctor></Doctors>
      <Branches><Branch><Id>1</Id><Name>Центр</Name></Branch></Branches>
      <Intervals><Interval><BranchId>1</BranchId><DoctorId>7</DoctorId><StartDateTime>2026-03-11T10:00:00+03:00</StartDateTime>
      <LengthInMinutes>30</LengthInMinutes><IsBusy>true</IsBusy></Interval><Interval><BranchId>1</BranchId><DoctorId>7</DoctorId>
      <StartDateTime>2026-03-11T10:30:00</StartDateTime><LengthInMinutes>15</LengthInMinutes><IsBusy>0</IsBusy></Interval></Intervals></TimeTable>`;
    const { reply, timetable: read } = await stored(xml, { contentType: 'application/xml' });
    expect(reply.status).toBe(200);
    expect(read).toEqual({
      doctors: [{ id: '7', name: 'Петров & Ко' }],
      branches: [{ id: '1', name: 'Центр', branch: 'center' }],
      slots: [
        { branchId: '1', doctorId: '7', startsAt: new Date('2026-03-11T07:00:00Z'), minutes: 30, busy: true },
        { branchId: '1', doctorId: '7', startsAt: new Date('2026-03-11T07:30:00Z'), minutes: 15, busy: false },
      ],
    });
  });

  it('is read from XML with lists that repeat their own element, and empty ones', async () => {
    const xml = `<T><Doctors/><Branches></Branches>${[10, 11]
      .map(
        (hour) =>
          `<Intervals><BranchId>1</BranchId><DoctorId>7</DoctorId><StartDateTime>2026-03-11T${hour}:00:00+03:00</StartDateTime>
           <LengthInMinutes>30</LengthInMinutes><IsBusy>false</IsBusy></Intervals>`,
      )
      .join('')}</T>`;
    const { timetable: read } = await stored(xml, { contentType: 'text/plain' });
    expect(read!.slots.map(({ startsAt }) => startsAt.getUTCHours())).toEqual([7, 8]);
    expect(read!.doctors).toEqual([]);
  });

  it('is read with a byte order mark and in windows-1251', async () => {
    expect((await stored(`\ufeff${JSON.stringify(timetable)}`)).reply.status).toBe(200);
    const body = Buffer.from(JSON.stringify({ ...timetable, Doctors: [{ Id: 7, Name: '@' }] }), 'latin1');
    body[body.indexOf('@')] = 0xdf;
    const { timetable: read } = await stored(body, { contentType: 'application/json; charset=windows-1251' });
    expect(read!.doctors[0]!.name).toBe('Я');
  });

  it('may be empty', async () => {
    const { reply, timetable: read } = await stored(JSON.stringify({ Doctors: [], Branches: [], Intervals: [] }));
    expect(reply.status).toBe(200);
    expect(read!.slots).toEqual([]);
  });

  it.each([
    ['JSON', '{"Doctors": [', 'application/json'],
    ['Intervals', JSON.stringify({ Doctors: [], Branches: [] }), 'application/json'],
    ['объекта расписания', '[]', 'application/json'],
    ['объекта расписания', 'null', 'application/json'],
    ['JSON', '', 'application/json'],
    ['Doctors[0].Id', JSON.stringify({ ...timetable, Doctors: [{ Name: 'x' }] }), 'application/json'],
    ...Object.entries({
      BranchId: null,
      DoctorId: '',
      StartDateTime: 'tomorrow',
      LengthInMinutes: -1,
      IsBusy: 'maybe',
    }).map(([field, value]) => [
      `Intervals[1].${field}`,
      JSON.stringify({ ...timetable, Intervals: [interval, { ...interval, [field]: value }] }),
      'application/json',
    ]),
    ['XML', '<TimeTable><Doctors>', 'text/xml'],
    ['Intervals', '<TimeTable><Doctors/></TimeTable>', 'text/xml'],
    ['DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><TimeTable>&b;</TimeTable>', 'text/xml'],
    ['utf-8', Buffer.from([0xff, 0xfe, 0x00]), 'application/json'],
    ['klingon', '{}', 'application/json; charset=klingon'],
  ] as [string, string | Buffer, string][])(
    'that is bad is refused naming %s and nothing is stored',
    async (named, body, contentType) => {
      const { reply, timetable: read } = await stored(body, { contentType });
      expect(reply.status).toBe(400);
      expect(reply.contentType).toMatch(/^text\/plain/);
      expect(reply.body).toContain(named);
      expect(reply.body).not.toMatch(/[<>]/);
      expect(read).toBeUndefined();
    },
  );

  it('of 20 MB is taken', async () => {
    // Indented, so that jest's slow globals see fewer intervals.
    const body = JSON.stringify({ ...timetable, Intervals: many(66_000) }, null, 10);
    expect(body.length).toBeGreaterThan(20_000_000);
    expect((await stored(body)).reply).toMatchObject({ status: 200, rows: 66_000 });
  });

  it('of 1 MB is taken as XML', async () => {
    const elements = many(6_000).map((each) => {
      const fields = Object.entries(each).map(([name, value]) => `<${name}>${value}</${name}>`);
      return `<Interval>${fields.join('')}</Interval>`;
    });
    const body = `<T><Doctors/><Branches/><Intervals>${elements.join('')}</Intervals></T>`;
    expect(body.length).toBeGreaterThan(1_000_000);
    expect((await stored(body, { contentType: 'text/xml' })).reply).toMatchObject({ status: 200, rows: 6_000 });
  });
});

/** Quarter hours of 30 days, doctor by doctor. */
function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ...interval,
    DoctorId: Math.floor(index / 2880),
    StartDateTime: new Date(Date.UTC(2026, 2, 11) + (index % 2880) * 900_000).toISOString(),
  }));
}
