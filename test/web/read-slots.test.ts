import { describe, expect, it } from '@jest/globals';
import { readSlots } from '../../src/web/api/read-slots.ts';

describe('free slots', () => {
  it('are one list, soonest first, whoever the doctor is', () => {
    const slots = readSlots({
      asOf: '2026-10-12T08:00:00Z',
      doctors: [
        {
          doctor: 'А',
          branch: 'center',
          slots: [
            { startsAt: '2026-10-12T10:00:00Z', minutes: 30 },
            { startsAt: '2026-10-12T15:00:00Z', minutes: 30 },
          ],
        },
        { doctor: 'Б', branch: 'center', slots: [{ startsAt: '2026-10-12T11:00:00Z', minutes: 60 }] },
      ],
    });
    expect(slots.asOf).toBe('2026-10-12T08:00:00Z');
    expect(slots.items.map(({ doctor, startsAt, minutes }) => [doctor, startsAt.slice(11, 16), minutes])).toEqual([
      ['А', '10:00', 30],
      ['Б', '11:00', 60],
      ['А', '15:00', 30],
    ]);
  });

  it('are none where the timetable was never told', () => {
    expect(readSlots({ asOf: null, doctors: [] })).toEqual({ asOf: null, items: [] });
  });
});
