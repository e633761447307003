import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { seriousProblems } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import {
  callFrameOf,
  callRow,
  callerWith,
  candidate,
  minutesFromNow,
  type FrameTold,
} from '../support/screen-calls.ts';
import { dayBefore, firstTime, pair, seat, tomorrow, treated } from '../support/screen-day.ts';
import { type ScreenOptions, type ScreenPage } from '../support/screen-page.ts';
import { fakeScreens, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('what reception says at the card', () => {
  const fake = fakeScreens();

  async function open(token: string = seat, options: ScreenOptions = {}): Promise<ScreenPage> {
    const screen = await fake.open('', { token, ...options });
    await screen.waitOnline();
    await screen.rows.first().waitFor();
    return screen;
  }
  async function ring(screen: ScreenPage, told: FrameTold = {}, token: string = seat): Promise<void> {
    fake.server.push(token, callFrameOf('call.ringing', '20', { caller: tomorrow, ...told }));
    await screen.card.waitFor();
  }
  const frame = (type: 'call.answered' | 'call.ended', version: number) =>
    callFrameOf(type, '20', { version, caller: tomorrow, call: { answeredAt: minutesFromNow(-1) } });
  /** A talk that has just ended. */
  async function talked(screen: ScreenPage): Promise<void> {
    await ring(screen);
    fake.server.push(seat, frame('call.answered', 2));
    await screen.card.getByTestId('card-outcome').waitFor();
    fake.server.push(seat, frame('call.ended', 3));
    await screen.page.locator('[data-testid=card][data-phase=over]').waitFor();
  }
  const said = (screen: ScreenPage, outcome: string) =>
    screen.card.locator(`[data-testid=outcome-said][data-outcome=${outcome}]`).waitFor();
  const shot = (screen: ScreenPage, name: string) =>
    screen.page.screenshot({ path: join(shots, `reception-${name}.png`) });

  describe('the outcome', () => {
    it('is one key after the talk, told back, undone, and never taken from what somebody types', async () => {
      const screen = await open();
      await talked(screen);
      expect(await screen.card.locator('[data-outcome=booked]').innerText()).toMatch(/записан в IDENT/);
      await screen.page.keyboard.press('1');
      await said(screen, 'booked');
      await screen.card.getByTestId('outcome-undo').click();
      await said(screen, 'none');
      await screen.page.getByTestId('search').fill('');
      await screen.page.getByTestId('search').press('5');
      await screen.card.getByTestId('note-field').pressSequentially('в 3');
      await screen.card.getByTestId('number').click();
      await screen.page.keyboard.press('Numpad5');
      await said(screen, 'question');
      expect(fake.server.reception.outcomes).toEqual([
        { callId: '20', outcome: 'booked', reason: null },
        { callId: '20', outcome: null, reason: null },
        { callId: '20', outcome: 'question', reason: null },
      ]);
      expect(await screen.page.getByTestId('search').inputValue()).toBe('5');
    });

    it('is a click during the talk, where the keys rest; nothing above it moves when it comes', async () => {
      const screen = await open();
      await ring(screen);
      const places = () =>
        Promise.all(['address', 'next-visit', 'number', 'line'].map((id) => screen.card.getByTestId(id).boundingBox()));
      const before = await places();
      fake.server.push(seat, frame('call.answered', 2));
      await screen.card.getByTestId('card-outcome').waitFor();
      expect(await places()).toEqual(before);
      await screen.page.keyboard.press('1');
      await screen.card.getByTestId('outcome-more').click();
      await screen.card.locator('[data-outcome=tax-paper]').click();
      await said(screen, 'tax-paper');
      expect(fake.server.reception.outcomes).toEqual([{ callId: '20', outcome: 'tax-paper', reason: null }]);
    });

    it('of a refusal takes the reason in words; what was not saved is said', async () => {
      const screen = await open();
      await talked(screen);
      await screen.page.route('**/outcome', (route) => route.abort());
      await screen.page.keyboard.press('4');
      await screen.card.getByTestId('outcome-failed').waitFor();
      await screen.page.unroute('**/outcome');
      await screen.page.keyboard.press('4');
      await screen.card.getByTestId('refused-why').pressSequentially('дорого, 3 раза');
      await screen.page.keyboard.press('Enter');
      await screen.card.getByText('дорого, 3 раза').waitFor();
      expect(fake.server.reception.outcomes.at(-1)).toEqual({
        callId: '20',
        outcome: 'refused',
        reason: 'дорого, 3 раза',
      });
    });

    it('«waiting list» writes who waits, and that they would come earlier, by keyboard alone', async () => {
      const screen = await open();
      await talked(screen);
      await screen.page.keyboard.press('2');
      const dialog = screen.page.getByTestId('wish-dialog');
      await dialog.getByTestId('chosen-person').waitFor();
      expect(await dialog.getByTestId('chosen-person').innerText()).toContain('Кузнецова Анна Викторовна');
      expect(await dialog.getByTestId('wish-earlier').isChecked()).toBe(true);
      await shot(screen, 'wish.ru.1366');
      await dialog.getByTestId('wish-from').fill('17:00');
      await dialog.getByTestId('wish-until').press('Enter');
      await dialog.waitFor({ state: 'detached' });
      expect(fake.server.reception.wishes).toMatchObject([
        { personId: '6', branch: 'center', from: '17:00', visit: '61' },
      ]);
      await said(screen, 'waiting-list');
    });

    it('of the whole shift is sorted out in one pass', async () => {
      const { calls } = fake.server.workplace(seat);
      for (const row of calls) row.outcome = null;
      calls.unshift(callRow('31', { caller: firstTime, outcome: null }), callRow('32', { outcome: null }));
      const screen = await open();
      const button = screen.page.getByTestId('sort-out-open');
      const count = Number(/\d+/.exec(await button.innerText())?.[0]);
      expect(count).toBeGreaterThan(2);
      await button.click();
      const whose = screen.page.getByTestId('sorting-call');
      const shown = () => whose.evaluateAll((all) => all.map((one) => one.getAttribute('data-call')));
      await whose.waitFor();
      await shot(screen, 'sort-out.ru.1366');
      expect(await seriousProblems(screen.page)).toEqual([]);
      for (let index = 0; index < count; index += 1) {
        const id = await whose.getAttribute('data-call');
        await screen.page.keyboard.press(index === 0 ? '0' : '5');
        // Without waiting for one: after the last there is none.
        await eventually(async () => expect(await shown()).not.toContain(id));
      }
      await screen.page.getByTestId('sorted-out').waitFor();
      expect(fake.server.reception.outcomes).toHaveLength(count - 1);
      await screen.page.keyboard.press('Escape');
      await eventually(async () => expect(await button.innerText()).toContain('1'));
    }, 90_000);
  });

  describe('the note', () => {
    it('is saved as it is typed, says so, and is there after a reload', async () => {
      const screen = await open();
      await ring(screen);
      fake.server.push(seat, frame('call.answered', 2));
      const field = screen.card.getByTestId('note-field');
      await field.pressSequentially('Просит вечер');
      await screen.card.locator('[data-testid=note-state][data-state=kept]').filter({ hasText: 'Сохранено' }).waitFor();
      expect(fake.server.reception.notes.get('20')?.text).toBe('Просит вечер');
      fake.server.reception.notesFail = true;
      await field.pressSequentially(', не раньше 18');
      await screen.card.locator('[data-testid=note-state][data-state=failed]').waitFor();
      fake.server.reception.notesFail = false;
      await screen.page.reload();
      await screen.card.waitFor();
      await eventually(() => expect(fake.server.reception.notes.get('20')?.text).toBe('Просит вечер, не раньше 18'));
      expect(await field.inputValue()).toBe('Просит вечер, не раньше 18');
    });

    it('does not write over what somebody else wrote', async () => {
      const screen = await open();
      await ring(screen);
      fake.server.push(seat, frame('call.answered', 2));
      await screen.card.getByTestId('note-field').waitFor();
      fake.server.reception.notes.set('20', { text: 'От второй', by: 'b', at: minutesFromNow(0) });
      await screen.card.getByTestId('note-field').pressSequentially('От первой');
      await screen.card.getByTestId('note-both').click();
      await eventually(() => expect(fake.server.reception.notes.get('20')?.text).toBe('От второй\nОт первой'));
    });

    it('keeps its card and the focus while another call rings', async () => {
      const screen = await open();
      await talked(screen);
      await screen.card.getByTestId('note-field').pressSequentially('Про');
      fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: firstTime }));
      await screen.otherCalls.first().waitFor();
      await screen.page.keyboard.type('сит 2');
      expect(await screen.card.getByTestId('note-field').inputValue()).toBe('Просит 2');
      await screen.card.getByTestId('number').click();
      await screen.card.and(screen.page.locator('[data-call="21"]')).waitFor();
      expect(fake.server.reception.outcomes).toEqual([]);
      await eventually(() => expect(fake.server.reception.notes.get('20')?.text).toBe('Просит 2'));
    });
  });

  describe('«Трубка»', () => {
    it('two places ring at one number: a key takes the call, the other is told who has it, and it can be given back', async () => {
      const [one, other] = [await open(pair[0]), await open(pair[1])];
      for (const token of pair) fake.server.push(token, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      for (const screen of [one, other]) await screen.card.getByTestId('take-call').waitFor();
      await shot(one, 'take.ru.1366');
      await one.page.getByTestId('search').press('0');
      expect(fake.server.reception.takes.size).toBe(0);
      await one.card.getByTestId('number').click();
      await one.page.keyboard.press('0');
      await one.page.locator('[data-testid=card][data-phase=talking]').waitFor();
      await other.page.getByTestId('idle').waitFor();
      expect(await other.page.getByTestId('taken-elsewhere').innerText()).toBe('Анна Викторовна: отвечает Ресепшен 1');
      await shot(other, 'taken.ru.1366');
      await one.card.getByTestId('release-call').click();
      for (const screen of [one, other]) await screen.page.locator('[data-testid=card][data-phase=ringing]').waitFor();
      await other.card.getByTestId('take-call').click();
      await one.page.getByTestId('idle').waitFor();
      expect([...fake.server.reception.takes]).toEqual([['20', 'reception-2']]);
    }, 90_000);

    it('is not offered where the PBX knows, until somebody answered that it does not know', async () => {
      const screen = await open();
      await ring(screen);
      expect(await screen.card.getByTestId('take-call').count()).toBe(0);
      await screen.page.keyboard.press('0');
      fake.server.push(
        seat,
        callFrameOf('call.updated', '20', { version: 2, caller: tomorrow, call: { state: 'answered' } }),
      );
      await screen.card.getByTestId('take-call').waitFor();
      expect(fake.server.reception.takes.size).toBe(0);
    });
  });

  it('what was promised to the number stands on its card, what is overdue in red', async () => {
    fake.server.reception.tasks.push({ id: '1', type: 'callback', what: null, dueAt: minutesFromNow(-60 * 24) });
    const screen = await open();
    await ring(screen);
    await screen.card.getByTestId('card-tasks').waitFor();
    expect(await screen.card.getByTestId('card-tasks').innerText()).toMatch(/^Перезвонить: вчера в \d\d:\d\d$/);
    expect(await screen.card.locator('[data-testid=card-tasks] [data-overdue]').count()).toBe(1);
    await shot(screen, 'promised.ru.1366');
  });

  describe('who calls', () => {
    const answeredBy = { extension: '101', seat: 'reception-1', name: 'Ольга' };
    const rows = [
      callRow('11', { ...{ caller: treated, startedAt: dayBefore(1), talkSeconds: 165, answeredBy } }),
      callRow('12', {
        ...{ caller: treated, startedAt: dayBefore(2), result: 'missed', talkSeconds: null, answeredBy: null },
      }),
      callRow('13', {
        ...{ caller: { ...treated, phone: '+79000000199' }, direction: 'out', startedAt: dayBefore(3), answeredBy },
        outcome: { outcome: 'booked', reason: null, by: null, at: null },
      }),
    ];

    it('was treated yesterday, and is told with the last contacts: when, who spoke, what came of it', async () => {
      fake.server.workplace(seat).earlier = { 20: rows };
      const screen = await open();
      await ring(screen, { caller: treated });
      expect(await screen.card.getByTestId('treated').innerText()).toBe('после лечения вчера');
      const told = screen.card.getByTestId('earlier-calls').getByRole('listitem');
      await told.nth(2).waitFor();
      expect(await told.allInnerTexts()).toEqual([
        expect.stringMatching(/^вчера в 1\d:\d\d · разговор 2:45 · Ольга$/),
        expect.stringMatching(/^\d+ \S+ в 1\d:\d\d · пропущенный$/),
        expect.stringMatching(/ в 1\d:\d\d · разговор 2:45 · Ольга · записан · с другого номера$/),
      ]);
      expect(await seriousProblems(screen.page)).toEqual([]);
      await shot(screen, 'earlier.ru.1366');
      await screen.language('en');
      await screen.card.getByText('treated yesterday').waitFor();
      await shot(screen, 'earlier.en.1366');
      for (const language of ['en', 'ru'] as const) {
        await screen.language(language);
        await screen.page.setViewportSize({ width: 390, height: 844 });
        await screen.card.getByTestId('earlier-calls').scrollIntoViewIfNeeded();
        await shot(screen, `earlier.${language}.390`);
        await screen.page.setViewportSize({ width: 1366, height: 768 });
      }
    }, 90_000);

    it('never called before, and of a family the one who was treated bears the badge', async () => {
      const screen = await open();
      await ring(screen, { caller: callerWith([treated.candidates[0]!, candidate({ id: '71', address: 'Петр' })]) });
      await screen.card.getByText('Раньше не звонили').waitFor();
      const faces = screen.candidates.filter({ has: screen.page.getByTestId('treated') });
      expect(
        await faces.evaluateAll((all: { dataset: { person: string } }[]) => all.map((one) => one.dataset.person)),
      ).toEqual(['7']);
    });
  });

  describe('many windows of one workplace', () => {
    it('ring once: a notification only where nobody looks, and one for all', async () => {
      const screen = await open();
      const context = screen.page.context();
      await context.addInitScript(`
        localStorage.setItem('trubka.notifications', 'true');
        window.Notification = class { static permission = 'granted'; constructor(text) { window.notified = [...(window.notified ?? []), text]; } close() {} };
        Object.defineProperty(document, 'visibilityState', { get: () => (window.looked ? 'visible' : 'hidden') });
      `);
      const windows = await Promise.all([1, 2, 3].map(() => context.newPage()));
      for (const page of windows) {
        await page.goto(fake.server.url);
        await page.locator('[data-testid=connection][data-state=online]').waitFor();
        await page.getByTestId('place').getByText('Ресепшен 1').waitFor();
      }
      await screen.page.goto('about:blank');
      const notified = async () =>
        (await Promise.all(windows.map((page) => page.evaluate<string[]>('window.notified ?? []')))).flat();
      fake.server.push(seat, callFrameOf('call.ringing', '41', { caller: tomorrow }));
      await eventually(async () => expect(await notified()).toEqual(['Входящий, Центр']));
      // One of them is looked at by now: what rings is before somebody's eyes.
      await windows[1]!.evaluate('window.looked = true');
      fake.server.push(seat, callFrameOf('call.ringing', '42', { caller: firstTime }));
      await eventually(async () =>
        expect(await windows[2]!.evaluate<string | null>(`localStorage.getItem('trubka.ring')`)).toMatch(/^42 /),
      );
      for (const page of windows) await page.getByTestId('other-call').waitFor();
      expect(await notified()).toEqual(['Входящий, Центр']);
    }, 90_000);
  });

  describe('who is on shift', () => {
    it('is chosen with four digits, seen in the header, and ends', async () => {
      const screen = await open();
      const button = screen.page.getByTestId('shift');
      expect(await button.innerText()).toContain('Кто на смене?');
      await button.press('Enter');
      await screen.page.getByText('Анна Котова', { exact: true }).click();
      await screen.page.locator('[data-testid=shift-pin] input').first().focus();
      await screen.page.keyboard.type('1111');
      await screen.page.getByTestId('shift-take').click();
      await screen.page.getByText('Не те четыре цифры').waitFor();
      await shot(screen, 'shift.ru.1366');
      expect(await seriousProblems(screen.page)).toEqual([]);
      await screen.page.locator('[data-testid=shift-pin] input').first().focus();
      await screen.page.keyboard.type('1234');
      await screen.page.keyboard.press('Enter');
      await button.getByText('Анна Котова').waitFor();
      expect(fake.server.reception.shift).toMatchObject([{ seat: 'reception-1', name: 'Анна Котова' }]);
      await button.click();
      await screen.page.getByTestId('shift-leave').click();
      await button.getByText('Кто на смене?').waitFor();
    }, 90_000);
  });

  describe('the layout', () => {
    it.each([
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ])(
      'of a talk and of what follows it at $width×$height, in both languages',
      async (size) => {
        const screen = await open(seat, size);
        await talked(screen);
        for (const language of ['ru', 'en'] as const) {
          await screen.language(language);
          await screen.card.getByText(language === 'ru' ? 'Итог' : 'Outcome').waitFor();
          await screen.card.getByTestId('outcome-choice').last().scrollIntoViewIfNeeded();
          await shot(screen, `over.${language}.${size.width}`);
          const wide = await screen.page.evaluate<number>('document.documentElement.scrollWidth');
          expect(wide).toBeLessThanOrEqual(size.width);
        }
        await screen.page.keyboard.press('4');
        await screen.card.getByTestId('refused-why').waitFor();
        expect(await seriousProblems(screen.page)).toEqual([]);
        await shot(screen, `refused.en.${size.width}`);
      },
      90_000,
    );
  });
});
