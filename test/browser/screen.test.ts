import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seriousProblems } from '../support/axe.ts';
import { eventually } from '../support/eventually.ts';
import {
  callFrameOf,
  callRow,
  callerWith,
  candidate,
  closedFrameOf,
  hiddenCaller,
  minutesFromNow,
} from '../support/screen-calls.ts';
import { family, firstTime, longName, manager, seat, sharedSeat, tomorrow } from '../support/screen-day.ts';
import { type ScreenOptions, type ScreenPage } from '../support/screen-page.ts';
import { fakeScreens, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('the reception screen in a browser', () => {
  const fake = fakeScreens();

  async function open(token = seat, options: ScreenOptions = {}): Promise<ScreenPage> {
    const screen = await fake.open('', { token, ...options });
    await screen.waitOnline();
    await screen.rows.first().waitFor();
    return screen;
  }

  describe('a call', () => {
    it('appears with how to address, class, reason, visit, note, number, line and channel', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      expect(await screen.address.innerText()).toBe('Анна Викторовна');
      expect(await screen.surname.innerText()).toBe('Кузнецова');
      expect(await screen.cardClass.innerText()).toBe('уже записан');
      const card = await screen.card.innerText();
      expect(card).toContain('Входящий вызов · Центр');
      expect(card).toContain('есть запись на прием');
      expect(card).toMatch(/Прием: завтра в \d\d:\d\d · Сидорова А\. К\./);
      expect(card).toContain('Последний прием: ');
      expect(card).toContain('Не звонить до 12');
      expect(card).toContain('+7 900 000-01-03');
      expect(card).toContain('Линия: Яндекс.Карты · рекламный канал: Карты, весна');
      expect(await screen.card.getByTestId('greeting').count()).toBe(0);
      expect(await screen.page.title()).toBe('● Входящий, Центр · Трубка');
      await eventually(() => expect(fake.server.received).toContainEqual({ type: 'ack', cursor: '1' }));
    });

    it('takes no focus away', async () => {
      const screen = await open();
      await screen.page.getByTestId('search').fill('Мар');
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      await screen.page.keyboard.type('ия');
      expect(await screen.page.getByTestId('search').inputValue()).toBe('Мария');
    });

    it('is read out politely', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      const announcement = screen.page.getByTestId('announcement');
      expect(await announcement.innerText()).toBe('Входящий вызов: Анна Викторовна. уже записан.');
      expect(await announcement.getAttribute('aria-live')).toBe('polite');
    });

    it('offers free slots to a first-time caller, who is not in the directory', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: firstTime }));
      await screen.card.getByTestId('slot').first().waitFor();
      expect(await screen.address.innerText()).toBe('+7 900 000-01-04');
      expect(await screen.card.innerText()).toContain('нет в картотеке');
      expect(await screen.cardClass.innerText()).toBe('первичный');
      expect(await screen.card.getByTestId('slot').count()).toBe(3);
    });

    it('copies the number', async () => {
      const screen = await open();
      await screen.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: firstTime }));
      await screen.card.getByTestId('copy-number').click();
      await screen.card.getByText('Номер скопирован').waitFor();
      expect(await screen.page.evaluate<string>('navigator.clipboard.readText()')).toBe('+79000000104');
    });

    it('from a withheld number says so and offers nothing to copy', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: hiddenCaller, call: { from: null } }));
      await screen.address.waitFor();
      expect((await screen.address.innerText()).toLowerCase()).toBe('скрытый номер');
      expect(await screen.cardClass.innerText()).toBe('нет данных');
      expect(await screen.card.getByTestId('copy-number').count()).toBe(0);
      await shot(screen, 'hidden.ru');
    });

    it('says who is late', async () => {
      const screen = await open();
      const late = callerWith([
        candidate({ nextVisit: { id: '1', startsAt: minutesFromNow(-5.5), doctor: null, branch: 'center' } }),
      ]);
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: late }));
      expect(await screen.card.getByTestId('late').innerText()).toBe('опаздывает на 5 мин');
    });

    it('greets by the branch at a seat that answers for several', async () => {
      const screen = await open(sharedSeat);
      fake.server.push(
        sharedSeat,
        callFrameOf('call.ringing', '20', { caller: firstTime, call: { branch: 'north', line: '+74950000102' } }),
      );
      expect(await screen.card.getByTestId('greeting').innerText()).toBe('Ответьте: «Север, здравствуйте!»');
    });

    it('runs from the ring, then from the answer, stays after hang-up and can be hidden', async () => {
      const screen = await open();
      const startedAt = minutesFromNow(-1.5);
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow, call: { startedAt } }));
      await expectText(screen, 'clock', /^1:3\d$/);
      fake.server.push(
        seat,
        callFrameOf('call.answered', '20', {
          version: 2,
          caller: tomorrow,
          call: { startedAt, answeredAt: minutesFromNow(0) },
        }),
      );
      await expectText(screen, 'phase', /^Разговор/);
      await expectText(screen, 'clock', /^0:0\d$/);
      fake.server.push(
        seat,
        callFrameOf('call.ended', '20', {
          version: 3,
          caller: tomorrow,
          call: { startedAt, answeredAt: minutesFromNow(-0.05) },
        }),
      );
      await expectText(screen, 'phase', /^Вызов завершен/);
      expect(await screen.address.innerText()).toBe('Анна Викторовна');
      await screen.card.getByTestId('hide-card').click();
      await screen.page.getByTestId('idle').waitFor();
    });

    it('disappears when another seat answers', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      fake.server.push(seat, closedFrameOf('20', 'answered-elsewhere'));
      await screen.page.getByTestId('idle').waitFor();
      expect(await screen.card.count()).toBe(0);
      expect(await screen.page.title()).toBe('Трубка');
    });
  });

  describe('a household', () => {
    it('is shown as faces; one tap chooses, and it can be taken back', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: family }));
      await screen.candidates.first().waitFor();
      expect(await screen.address.innerText()).toBe('Кто звонит?');
      expect(await screen.candidates.count()).toBe(3);
      const son = await screen.candidates.first().innerText();
      for (const words of ['Иван', 'сын', 'Прием: сегодня в', 'вероятно']) expect(son).toContain(words);
      await shot(screen, 'family.ru');

      await screen.chooseCandidate('Мария Петровна');
      await screen.card.getByText('Мария Петровна').and(screen.address).waitFor();
      expect(await screen.cardClass.innerText()).toBe('повторный');
      expect(fake.server.choices).toEqual([{ callId: '20', personId: '1' }]);
      await shot(screen, 'family-chosen.ru');

      await screen.undoChoice();
      await screen.candidates.nth(2).waitFor();
      expect(fake.server.choices.at(-1)).toEqual({ callId: '20', personId: null });
    });

    it('stays to choose from when the choice is not saved', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: family }));
      await screen.candidates.first().waitFor();
      await screen.page.route('**/caller', (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"title":"busy"}' }),
      );
      await screen.chooseCandidate('Иван');
      await screen.card.getByRole('alert').waitFor();
      expect(await screen.candidates.count()).toBe(3);
      await screen.page.unroute('**/caller');
      await screen.chooseCandidate('Иван');
      await screen.undoChoice();
    });
  });

  describe('several calls at once', () => {
    it('puts the second beside the first without moving a pixel of it', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      const before = await places(screen.page);
      fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: firstTime }));
      fake.server.push(seat, callFrameOf('call.ringing', '22', { caller: hiddenCaller }));
      await screen.otherCalls.nth(1).waitFor();
      expect(await screen.address.innerText()).toBe('Анна Викторовна');
      expect(await screen.otherCalls.evaluateAll((all) => all.map((one) => one.getAttribute('data-call')))).toEqual([
        '22',
        '21',
      ]);
      expect(await places(screen.page)).toEqual(before);
      await shot(screen, 'two-calls.ru');

      const card = await screen.page.getByTestId('incoming').locator('..').boundingBox();
      const others = await screen.page.getByTestId('others').boundingBox();
      expect(others?.y).toBeGreaterThanOrEqual((card?.y ?? 0) + (card?.height ?? Infinity) - 1);
    });

    it('shows the one that is answered here, and the other on a tap', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: firstTime }));
      await screen.otherCalls.first().waitFor();
      fake.server.push(
        seat,
        callFrameOf('call.answered', '21', { version: 2, caller: firstTime, call: { answeredAt: minutesFromNow(0) } }),
      );
      await screen.card.and(screen.page.locator('[data-call="21"]')).waitFor();
      await screen.otherCalls.first().click();
      await eventually(async () => expect(await screen.card.getAttribute('data-call')).toBe('20'));
    });
  });

  describe('the connection', () => {
    it('comes back by itself, resumes after the last cursor and shows what came meanwhile', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      fake.server.cutOff();
      await screen.page.locator('[data-testid=connection][data-state=reconnecting]').waitFor();
      expect(await screen.connection.innerText()).toBe('восстанавливаем связь…');
      await screen.page.getByTestId('offline-banner').waitFor();
      await shot(screen, 'offline.ru');
      fake.server.push(seat, closedFrameOf('20', 'hung-up'));
      fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: firstTime }));
      fake.server.accept();
      await screen.waitOnline();
      await screen.card.and(screen.page.locator('[data-call="21"]')).waitFor();
      expect(await screen.otherCalls.count()).toBe(0);
      expect(await screen.page.getByTestId('offline-banner').count()).toBe(0);
      expect(fake.server.received.filter((frame) => frame['type'] === 'subscribe')).toEqual([
        { type: 'subscribe' },
        { type: 'subscribe', since: '1' },
      ]);
    });

    it('drops cards that the server does not know any more after a lost cursor', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      fake.server.cutOff();
      fake.server.push(seat, closedFrameOf('20', 'hung-up'));
      fake.server.forget(seat);
      fake.server.accept();
      await screen.page.getByTestId('idle').waitFor();
      expect(await screen.card.count()).toBe(0);
    });

    it('shows calls that were there before the page', async () => {
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      const screen = await open();
      expect(await screen.address.innerText()).toBe('Анна Викторовна');
    });
  });

  describe('the key', () => {
    it('leaves the address bar and is kept for the next time', async () => {
      const screen = await open();
      expect(screen.page.url()).not.toContain('token');
      await screen.page.reload();
      await screen.waitOnline();
      expect(await screen.page.getByTestId('place').innerText()).toBe('Ресепшен 1 · Центр');
    });

    it('is asked for, refused when wrong, and forgotten on leaving', async () => {
      const screen = await fake.open('');
      await screen.page.getByTestId('sign-in').waitFor();
      await screen.signIn('nobody-knows-this');
      await screen.page.getByTestId('sign-in-error').waitFor();
      await shot(screen, 'sign-in.ru');
      await screen.signIn(seat);
      await screen.waitOnline();
      await screen.signOut();
      await screen.page.getByTestId('sign-in').waitFor();
      await screen.page.reload();
      await screen.page.getByTestId('sign-in').waitFor();
      expect(await screen.page.getByTestId('sign-in-error').count()).toBe(0);
    });
  });

  describe('words', () => {
    it('changes the language at once and remembers it', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      await screen.language('en');
      await screen.page.getByText('Incoming call · Центр').waitFor();
      expect(await screen.cardClass.innerText()).toBe('about own visit');
      expect(await screen.page.locator('html').getAttribute('lang')).toBe('en');
      await screen.page.reload();
      await screen.page.getByText("Today's calls").waitFor();
    });

    it('begins in the language of the workplace', async () => {
      fake.server.workplace(seat).me.language = 'en';
      const screen = await open();
      await eventually(async () => expect(await screen.connection.innerText()).toBe('connected'));
    });

    it('hides surname and doctor at the counter until pointed at', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await screen.address.waitFor();
      await screen.counterMode();
      const surname = screen.surname.getByText('Кузнецова');
      await surname.waitFor({ state: 'hidden' });
      expect(await screen.card.getByText('Сидорова А. К.').first().isVisible()).toBe(false);
      await shot(screen, 'counter-mode.ru');
      await screen.surname.getByTestId('veiled').hover();
      await surname.waitFor({ state: 'visible' });
    });

    it('shows a code that it has no words for as it is', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: { ...tomorrow, reasons: ['moon-phase'] } }));
      expect(await screen.card.getByTestId('reasons').innerText()).toBe('moon-phase');
    });
  });

  describe('today’s calls', () => {
    it('marks missed ones in words, filters, searches and opens details', async () => {
      const screen = await open();
      expect(await screen.rows.count()).toBe(8);
      const missed = screen.page.locator('[data-testid=call-row][data-missed]');
      expect(await missed.count()).toBe(2);
      expect(await missed.first().innerText()).toMatch(/пропущенный[\s\S]*никто не ответил/);
      await screen.page.getByTestId('missed-filter').getByText('Пропущенные').click();
      await eventually(async () => expect(await screen.rows.count()).toBe(2));
      await screen.page.getByTestId('missed-filter').getByText('Все').click();
      await screen.page.getByTestId('search').fill('кузнецова');
      await eventually(async () => expect(await screen.rows.count()).toBe(1));
      await screen.rows.first().getByRole('button').first().click();
      expect(await screen.page.getByTestId('call-details').innerText()).toContain('есть запись на прием');
      await screen.page.getByTestId('search').fill('кто-то другой');
      await expectText(screen, 'empty', /Ничего не нашлось/);
    });

    it('calls back a missed one by a button, and says what to do next', async () => {
      const screen = await open();
      const missed = screen.page.locator('[data-testid=call-row][data-missed]');
      // A withheld number cannot be called.
      expect(await screen.page.getByTestId('call-back').count()).toBe(1);
      await missed.first().getByRole('button', { name: 'Перезвонить' }).click();
      await expectText(screen, 'dial-told', /^Возьмите трубку 101/);
      expect(fake.server.dialled).toEqual([
        { key: expect.stringMatching(/^[\da-f]{32}$/), phone: '+79000000104', line: '+74950000101' },
      ]);
    });

    it('keeps the key of a press whose answer got lost, and tells an unknown outcome as such', async () => {
      const screen = await open();
      const press = async (failure: string | undefined, told: RegExp) => {
        const { dialFailure: _before, ...workplace } = fake.server.workplace(seat);
        Object.assign(fake.server.workplace(seat), { ...workplace, dialFailure: failure });
        await screen.page.getByTestId('call-back').click();
        await expectText(screen, 'dial-told', told);
        return fake.server.dialled.at(-1)?.key;
      };
      const lost = await press('lost', /^Не получилось/);
      const unknown = await press('outcome-unknown', /возможно, уже идет/);
      const last = await press(undefined, /^Возьмите трубку/);
      expect(unknown).toBe(lost);
      expect(last).not.toBe(lost);
    });

    it('says why it cannot call back, and offers nothing to a manager without a telephone', async () => {
      const screen = await open(sharedSeat);
      const button = screen.page.getByTestId('call-back').first();
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await button.hover();
      await screen.page.getByRole('tooltip').getByText('не умеет звонить по кнопке').waitFor();
      await button.dispatchEvent('click');
      expect(fake.server.dialled).toEqual([]);
      const board = await fake.open('', { token: manager });
      await board.waitOnline();
      expect(await board.page.getByTestId('call-back').count()).toBe(0);
    });

    it('calls back from the card of a call that is over', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '21', { caller: tomorrow }));
      await screen.card.waitFor();
      expect(await screen.card.getByTestId('call-back').count()).toBe(0);
      fake.server.push(seat, callFrameOf('call.ended', '21', { version: 2, caller: tomorrow }));
      await screen.card.getByTestId('call-back').click();
      await eventually(() => expect(fake.server.dialled).toMatchObject([{ phone: '+79000000103' }]));
    });

    it('follows the live call and then its result', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: firstTime }));
      const row = screen.page.locator('[data-testid=call-row][data-call="20"]');
      await row.getByText('звонит').waitFor();
      fake.server.workplace(seat).calls.unshift(
        callRow('20', {
          caller: firstTime,
          startedAt: minutesFromNow(0),
          result: 'missed',
          missedReason: 'no-answer',
          answeredAt: null,
          answeredBy: null,
        }),
      );
      fake.server.push(seat, closedFrameOf('20', 'hung-up'));
      await row.getByText('пропущенный').waitFor();
      expect(await screen.rows.count()).toBe(9);
    });

    it('says so when there are none, and when the list is out of order', async () => {
      fake.server.workplace(seat).calls = [];
      const empty = await fake.open('', { token: seat });
      await expectText(empty, 'empty', /Сегодня звонков еще не было/);
      await shot(empty, 'empty.ru');

      fake.server.workplace(seat).listStatus = 500;
      const failing = await fake.open('', { token: seat });
      await failing.page.getByTestId('list-error').waitFor();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      await failing.address.waitFor();
      fake.server.push(seat, closedFrameOf('20', 'hung-up'));
      await failing.page.getByTestId('list-error').waitFor();
      await shot(failing, 'error.ru');
      fake.server.workplace(seat).listStatus = 200;
      await failing.page.getByTestId('list-retry').click();
      await expectText(failing, 'empty', /Сегодня звонков еще не было/);
    });
  });

  describe('a manager', () => {
    it('sees the live calls of all branches on a board', async () => {
      const screen = await open(manager);
      fake.server.push(manager, callFrameOf('call.ringing', '20', { caller: tomorrow }));
      fake.server.push(
        manager,
        callFrameOf('call.ringing', '21', { caller: family, call: { branch: 'north', line: '+74950000102' } }),
      );
      fake.server.push(manager, callFrameOf('call.ringing', '22', { caller: hiddenCaller }));
      await screen.boardCalls.nth(2).waitFor();
      fake.server.push(
        manager,
        callFrameOf('call.answered', '21', {
          version: 2,
          caller: family,
          call: {
            branch: 'north',
            line: '+74950000102',
            answeredAt: minutesFromNow(0),
            answeredBy: { extension: '201', seat: 'reception-3' },
          },
        }),
      );
      await screen.boardCalls.nth(1).getByText('Разговор, вн. 201').waitFor();
      expect(await screen.boardCalls.nth(1).innerText()).toContain('Север · Север, основной');
      await shot(screen, 'board.ru');
      fake.server.push(manager, callFrameOf('call.ended', '21', { version: 3, caller: family }));
      await eventually(async () => expect(await screen.boardCalls.count()).toBe(2));
      expect(await screen.card.count()).toBe(0);
    });
  });

  describe('the layout', () => {
    const sizes = [
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ];
    const callers = { family, long: longName, tomorrow, first: firstTime };

    it.each(sizes)(
      'holds the longest names at $width×$height',
      async (size) => {
        const screen = await open(sharedSeat, size);
        for (const [name, caller] of Object.entries(callers)) {
          fake.server.push(sharedSeat, callFrameOf('call.ringing', name, { caller }));
          await screen.card.and(screen.page.locator(`[data-call="${name}"]`)).waitFor();
          if (name === 'first') await screen.card.getByTestId('slot').first().waitFor();
          expect(await sideways(screen.page)).toEqual([]);
          await shot(screen, `card-${name}.ru.${size.width}`);
          await screen.language('en');
          await screen.page.getByText('Incoming call ·').first().waitFor();
          expect(await sideways(screen.page)).toEqual([]);
          await shot(screen, `card-${name}.en.${size.width}`);
          await screen.language('ru');
          fake.server.push(sharedSeat, closedFrameOf(name, 'hung-up'));
          await screen.page.getByTestId('idle').waitFor();
        }
      },
      90_000,
    );

    it.each([
      ['light', 1366],
      ['dark', 1366],
      ['light', 390],
    ] as const)(
      'has no serious accessibility problem: %s, %i',
      async (colorScheme, width) => {
        const screen = await open(sharedSeat, { colorScheme, width });
        fake.server.push(sharedSeat, callFrameOf('call.ringing', '20', { caller: longName }));
        fake.server.push(sharedSeat, callFrameOf('call.ringing', '21', { caller: firstTime }));
        await screen.otherCalls.first().waitFor();
        await screen.rows.nth(3).getByRole('button').first().click();
        expect(await seriousProblems(screen.page)).toEqual([]);
        fake.server.push(sharedSeat, closedFrameOf('20', 'hung-up'));
        fake.server.push(sharedSeat, callFrameOf('call.ringing', '22', { caller: family }));
        fake.server.push(sharedSeat, closedFrameOf('21', 'hung-up'));
        await screen.candidates.first().waitFor();
        expect(await seriousProblems(screen.page)).toEqual([]);
        await shot(screen, `${colorScheme}.${width}`);
        await screen.page.getByTestId('menu').click();
        await screen.page.getByTestId('sign-out').waitFor();
        expect(await seriousProblems(screen.page)).toEqual([]);
        await shot(screen, `menu.${colorScheme}.${width}`);
      },
      90_000,
    );

    it('keeps our room around a row whichever file of styles the browser got first', async () => {
      const screen = await open();
      const paddings = () =>
        screen.page.evaluate('getComputedStyle(document.querySelector("[data-testid=call-row] button")).padding');
      expect(await paddings()).toBe('5px 16px');
      await screen.page.evaluate(`
        for (const link of [...document.querySelectorAll('link[rel=stylesheet]')].reverse()) document.head.append(link);
      `);
      await eventually(async () => expect(await paddings()).toBe('5px 16px'));
    });

    it('is reachable by keyboard alone', async () => {
      const screen = await open();
      fake.server.push(seat, callFrameOf('call.ringing', '20', { caller: family }));
      await screen.candidates.first().waitFor();
      for (let step = 0; step < 40; step += 1) {
        await screen.page.keyboard.press('Tab');
        if ((await screen.page.locator(':focus').getAttribute('data-person')) === '1') break;
      }
      await screen.page.keyboard.press('Enter');
      await eventually(() => expect(fake.server.choices).toEqual([{ callId: '20', personId: '1' }]));
    });
  });
});

async function shot(screen: ScreenPage, name: string): Promise<void> {
  await screen.page.screenshot({ path: join(shots, `${name}.png`) });
}

async function expectText(screen: ScreenPage, testId: string, text: RegExp): Promise<void> {
  await screen.page.getByTestId(testId).filter({ hasText: text }).first().waitFor();
}

/** Where the things that are being read stand. */
function places(page: Page): Promise<unknown> {
  return Promise.all(
    ['card', 'address', 'next-visit', 'number', 'line', 'today'].map(async (id) => [
      id,
      await page.getByTestId(id).boundingBox(),
    ]),
  );
}

/** What sticks out to the right of the window. */
function sideways(page: Page): Promise<string[]> {
  return page.locator('html, main, main *').evaluateAll((elements, width) => {
    const out = elements.filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > width + 1 || (element.tagName === 'HTML' && element.scrollWidth > width));
    });
    return out.map((element) => `${element.tagName} ${element.className}`);
  }, page.viewportSize()?.width ?? 0);
}
