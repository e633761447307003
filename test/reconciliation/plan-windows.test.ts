import fc from 'fast-check';
import { keptWindow, nightlyDue, nightlyWindow, pieces, regularWindow } from '../../src/reconciliation/plan-windows.ts';

const limits = { maximumDays: 31, keptDays: 90, lagSeconds: 300 };
const now = new Date('2026-11-18T09:00:00Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3600_000);

it('goes back by the delay of the provider and an hour, for calls that were long', () => {
  const window = regularWindow({ since: ago(1000), coveredTo: ago(0.25) }, limits, now);
  expect(window).toEqual({ from: new Date(ago(1.25).getTime() - 300_000), to: now });
});

it('never goes back before the first start', () => {
  expect(regularWindow({ since: ago(0.5), coveredTo: ago(0.25) }, limits, now).from).toEqual(ago(0.5));
  expect(regularWindow({ since: ago(0.5), coveredTo: null }, limits, now).from).toEqual(ago(0.5));
  expect(nightlyWindow({ since: ago(30), coveredTo: null }, limits, now).from).toEqual(ago(30));
  expect(nightlyWindow({ since: ago(1000), coveredTo: null }, limits, now).from).toEqual(ago(72));
});

it('asks for nothing that the provider no longer has', () => {
  const window = keptWindow({ from: ago(24 * 120), to: now }, limits, now);
  expect(window.from).toEqual(ago(24 * 90));
  expect(keptWindow({ from: ago(24 * 120), to: ago(24 * 100) }, limits, now)).toEqual({
    from: ago(24 * 100),
    to: ago(24 * 100),
  });
});

it('looks over the last days once a night, by the clock of the clinic', () => {
  const at = (time: string): Date => new Date(`2026-11-18T${time}+03:00`);
  expect(nightlyDue('2026-11-17', at('02:59'), 'Europe/Moscow')).toBeNull();
  expect(nightlyDue('2026-11-17', at('03:00'), 'Europe/Moscow')).toBe('2026-11-18');
  expect(nightlyDue('2026-11-18', at('23:00'), 'Europe/Moscow')).toBeNull();
  expect(nightlyDue(null, at('12:00'), 'Europe/Moscow')).toBe('2026-11-18');
});

it('cuts any window into pieces without a gap, none longer than a day or than the provider answers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * 24 * 60 }), fc.constantFrom(0.5, 1, 31), (minutes, maximumDays) => {
      const from = new Date(now.getTime() - minutes * 60_000);
      const cut = [...pieces({ from, to: now }, { ...limits, maximumDays })];
      expect(cut[0]?.from).toEqual(from);
      expect(cut.at(-1)?.to).toEqual(now);
      const longest = Math.min(1, maximumDays) * 24 * 3600_000;
      for (const [index, piece] of cut.entries()) {
        expect(piece.to.getTime() - piece.from.getTime()).toBeLessThanOrEqual(longest);
        expect(piece.from).toEqual(cut[index - 1]?.to ?? from);
      }
    }),
  );
});
