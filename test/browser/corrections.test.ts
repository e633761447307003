import { expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { callFrameOf } from '../support/screen-calls.ts';
import { family, firstTime, seat, tomorrow } from '../support/screen-day.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { fakeScreens, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

whereChromiumIs('what reception says of a caller', () => {
  const fake = fakeScreens();

  async function ring(caller = firstTime, width = 1366, height = 768): Promise<ScreenPage> {
    const screen = await fake.open('', { token: seat, width, height });
    await screen.waitOnline();
    fake.server.push(seat, callFrameOf('call.ringing', '20', { caller }));
    await screen.address.waitFor();
    return screen;
  }

  it('spam is one click, and one more takes it back', async () => {
    const screen = await ring();
    await screen.card.getByTestId('spam').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(await screen.cardClass.innerText()).toBe('спам');
    expect(await screen.card.getByTestId('corrected').innerText()).toContain('Запомнили: спам');
    await screen.card.getByTestId('undo-correction').click();
    await screen.card.getByTestId('spam').waitFor();
    expect(await screen.cardClass.innerText()).toBe('первичный');
    expect(fake.server.corrected).toMatchObject([{ callId: '20', what: 'spam' }, { undo: '1' }]);
    expect(new Set(fake.server.corrected.map(({ key }) => key)).size).toBe(2);
  });

  it('a contractor is remembered with a name, or without one', async () => {
    const screen = await ring();
    await screen.card.getByTestId('contractor').click();
    await screen.card.getByTestId('correct-name').fill('Курьер лаборатории');
    await screen.page.keyboard.press('Enter');
    await eventually(async () => expect(await screen.address.innerText()).toBe('Курьер лаборатории'));
    await screen.card.getByTestId('undo-correction').click();
    await screen.card.getByTestId('staff').click();
    await screen.card.getByTestId('remember').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(fake.server.corrected).toMatchObject([
      { what: 'contractor', name: 'Курьер лаборатории' },
      { undo: '1' },
      { what: 'staff', name: null },
    ]);
  });

  it('a card is found by name and gets the number', async () => {
    const screen = await ring();
    await screen.card.getByTestId('find-person').click();
    await screen.card.getByTestId('find-name').fill('семен');
    await screen.card.getByTestId('found-person').nth(1).waitFor();
    await screen.page.screenshot({ path: `${shots}/find-person.ru.png` });
    await screen.card.getByTestId('found-person').first().click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('Петр Ильич'));
    expect(fake.server.corrected).toMatchObject([{ what: 'add-number', personId: '81' }]);
  });

  it('«not this person» takes the number off, and can be undone', async () => {
    const screen = await ring(tomorrow);
    expect(await screen.card.getByTestId('spam').count()).toBe(0);
    await screen.card.getByTestId('not-this-person').click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('+7 900 000-01-03'));
    await screen.card.getByTestId('undo-correction').click();
    await eventually(async () => expect(await screen.address.innerText()).toBe('Анна Викторовна'));
    expect(fake.server.corrected).toMatchObject([{ what: 'not-this-person', personId: '6' }, { undo: '1' }]);
  });

  it('what is not saved is said, and a lost answer keeps its key', async () => {
    const screen = await ring();
    await screen.page.route('**/corrections', (route) => route.abort());
    const keys: (string | undefined)[] = [];
    screen.page.on('request', (request) => {
      if (request.url().endsWith('/20/corrections')) keys.push(request.headers()['idempotency-key']);
    });
    await screen.card.getByTestId('spam').click();
    await screen.card.getByRole('alert').waitFor();
    await screen.page.unroute('**/corrections');
    await screen.card.getByTestId('spam').click();
    await screen.card.getByTestId('corrected').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('the list says by what data it was told', async () => {
    const screen = await ring();
    expect(await screen.page.getByTestId('data-level').innerText()).toContain('картотека и расписание');
  });

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)('fits: %s, %i × %i', async (language, width, height) => {
    for (const [name, caller] of Object.entries({ first: firstTime, person: tomorrow, family })) {
      const screen = await ring(caller, width, height);
      if (language === 'en') await screen.language('en');
      await screen.card.getByTestId('correct').waitFor();
      const overflow = await screen.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await screen.page.screenshot({ path: `${shots}/correct-${name}.${language}.${width}.png` });
    }
  });
});
