import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { messagesSchema } from '../../src/platform/configuration/index.ts';
import { tasksSchema } from '../../src/platform/configuration/tasks-schema.ts';
import { seriousProblems } from '../support/axe.ts';
import { builtScreen } from '../support/built-screen.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { type ScreenPage } from '../support/screen-page.ts';
import { screensInBrowser, shots, whereChromiumIs } from '../support/screens-in-browser.ts';

const minuteMs = 60_000;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * minuteMs).toISOString();
const dayAfter = (days: number): string => inMinutes(days * 1440).slice(0, 10);

whereChromiumIs('tasks, the waiting list and messages in a browser', () => {
  const screens = screensInBrowser();
  let db: TestDatabase;
  let app: RunningApp;
  let keys = 0;

  beforeAll(async () => {
    const webFolder = builtScreen();
    db = await testDatabase();
    app = await runApp({ db, webFolder, configuration: clinic() });
    const { rows } = await db.database.pool.query<{ id: number }>(
      `insert into person (source, external_id, kind, full_name, updated_at) values
         ('file:patients', 'a', 'patient', 'Орлова Мария Петровна', now()),
         ('file:patients', 'b', 'patient', 'Кузнецов Иван Сергеевич', now()) returning id`,
    );
    const people = rows.map(({ id }) => String(id));
    await seedTasks(people);
    await db.database.pool.query(messages);
    await db.database.pool.query(
      `insert into stop_list (phone, scope, at, source, who) values ('+79000000171', 'advertising', now(), 'СТОП', 'SMS')`,
    );
  }, 180_000);
  afterAll(async () => {
    await app?.stop();
    await db?.drop();
  });

  async function post<Answer>(path: string, body: object, token = 'demo-manager'): Promise<Answer> {
    keys += 1;
    const response = await app.api(path, token, {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': `seed-key-${keys}-0000` } },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
  async function seedTasks([maria, ivan]: string[]): Promise<void> {
    const task = (body: object) => post('/tasks', { branch: 'center', ...body });
    await task({ type: 'callback', phone: '+79000000161', personId: maria, dueAt: inMinutes(-12) });
    await task({ type: 'callback', phone: '+79000000162', dueAt: inMinutes(4), note: 'Спрашивал про импланты.' });
    await task({ type: 'callback', phone: '+79000000163', name: 'Семен', dueAt: inMinutes(40), branch: 'north' });
    await task({ type: 'confirm-visit', phone: '+79000000164', personId: ivan, dueAt: inMinutes(90) });
    await task({ type: 'other', what: 'Заказать бланки договоров', dueAt: inMinutes(1500), priority: 'high' });
  }
  async function open(path: string, token: string, width = 1366, height = 768): Promise<ScreenPage> {
    const screen = await screens.open(`${app.url}${path}`, { token, width, height });
    screen.page.setDefaultTimeout(30_000);
    await screen.page.getByTestId('page').waitFor();
    return screen;
  }
  const shot = ({ page }: ScreenPage, name: string) => page.screenshot({ path: `${shots}/tasks-${name}.png` });

  it('a task is taken, tried, closed and brought back, by keyboard alone', async () => {
    const screen = await open('/tasks', 'demo-reception-1');
    const { page } = screen;
    const rows = page.getByTestId('task-row');
    await rows.first().waitFor();
    // The other branch is not this workplace's.
    expect(await page.getByTestId('task-group').allInnerTexts()).toEqual([
      expect.stringMatching(/^Перезвонить\s*2[^]*Орлова Мария Петровна[^]*просрочено/),
      expect.stringMatching(/^Подтвердить прием\s*1/),
      expect.stringMatching(/^Дело\s*1/),
    ]);
    await eventually(async () =>
      expect(await page.getByTestId('nav-badge').textContent()).toBe('1/4, открыто 4, просрочено 1'),
    );
    const before = await page.getByTestId('due').first().innerText();
    await eventually(async () => expect(await page.getByTestId('due').first().innerText()).not.toBe(before));
    await shot(screen, 'day.1366');

    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.getByTestId('task-panel').getByText('Спрашивал про импланты.').waitFor();
    await page.keyboard.press('Enter');
    await eventually(async () =>
      expect(await page.evaluate('document.activeElement.closest("section").className')).toContain('panel'),
    );
    await page.getByTestId('task-take').focus();
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await page.getByTestId('task-owner').innerText()).toBe('у меня'));
    await page.getByTestId('task-attempt').focus();
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await page.getByTestId('task-attempts').innerText()).toMatch(/^1/));
    // The button waited for the answer: the keyboard goes on at the row.
    await eventually(async () =>
      expect(await page.evaluate('document.activeElement.dataset.task')).toBe(
        await rows.nth(1).getAttribute('data-task'),
      ),
    );
    await page.keyboard.press('2');
    await eventually(async () => expect(await rows.count()).toBe(3));
    expect(await page.getByTestId('task-closed').innerText()).toContain('Списались в мессенджере');
    await shot(screen, 'closed.1366');
    await page.getByTestId('task-undo').click();
    await eventually(async () => expect(await rows.count()).toBe(4));

    await rows.nth(3).focus();
    await page.keyboard.press('7');
    await page.getByTestId('own-reason').waitFor();
    await page.keyboard.type('Бланки привезли. Сами');
    await shot(screen, 'own-words.1366');
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await rows.count()).toBe(3));
    await page.getByTestId('filter-state').selectOption('closed');
    await eventually(async () => expect(await rows.first().innerText()).toContain('Бланки привезли. Сами'));
  }, 180_000);

  it('what somebody else took is told with the name, and may be taken over, postponed and given away', async () => {
    const one = await open('/tasks', 'demo-reception-1');
    const confirm = one.page.getByTestId('task-group').filter({ hasText: 'Подтвердить прием' }).getByTestId('task-row');
    await confirm.click();
    await one.page.getByTestId('task-take').waitFor();
    const id = await confirm.getAttribute('data-task');
    // The screen has not heard of it when «беру» is pressed.
    await one.page.route('**/api/v1/tasks?**', (route) => route.abort());
    await one.page.route(`**/api/v1/tasks/${id}`, (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    );
    const taken = await app.api(`/tasks/${id}`, 'demo-reception-2', { method: 'PUT', body: '{"take":"take"}' });
    expect(taken.status).toBe(200);
    await one.page.getByTestId('task-take').click();
    await one.page.getByText('Уже взял: demo-reception-2').waitFor();
    await shot(one, 'taken.1366');
    await one.page.unroute('**/api/v1/tasks?**');
    await one.page.unroute(`**/api/v1/tasks/${id}`);
    await one.page.getByTestId('task-take-over').click();
    await eventually(async () => expect(await one.page.getByTestId('task-owner').innerText()).toBe('у меня'));
    await one.page.getByTestId('task-postpone').click();
    await shot(one, 'postpone.1366');
    await one.page.getByTestId('postpone-15').click();
    await eventually(async () => expect(await confirm.getByTestId('due').innerText()).toMatch(/^еще (15:00|14:)/));
    await one.page.getByTestId('task-give').click();
    await one.page.getByTestId('give-to').selectOption('seat reception-2');
    await one.page.getByTestId('give-submit').click();
    await eventually(async () => expect(await one.page.getByTestId('task-owner').innerText()).toBe('Ресепшен 2'));
    await one.page.getByTestId('filter-owner').selectOption('reception-2');
    await eventually(async () => expect(await one.page.getByTestId('task-row').count()).toBe(1));
    expect(one.page.url()).toContain('owner=reception-2');
  }, 180_000);

  it('somebody is put on the waiting list; a freed time is offered, and of two seats one takes it', async () => {
    await post('/waiting-list', { phone: '+79000000165', name: 'Анна', branch: 'center', doctor: 'Козлова Е. В.' });
    const screen = await open('/waiting-list', 'demo-reception-1');
    const { page } = screen;
    await page.getByTestId('add-wish').click();
    await page.getByTestId('wish-person').fill('орлова');
    await page.getByTestId('found-person').click();
    await page.getByTestId('wish-doctor').fill('Козлова Е. В.');
    // Escape would close the dialog and not only the names that are offered.
    await page.keyboard.press('Tab');
    await page.getByText('ср', { exact: true }).click();
    await page.getByText('пт', { exact: true }).click();
    await page.getByTestId('wish-from').fill('09:00');
    await page.getByTestId('wish-until').fill(dayAfter(40));
    await shot(screen, 'wish.1366');
    await page.getByText('ср', { exact: true }).click();
    await page.getByText('пт', { exact: true }).click();
    await page.getByTestId('wish-from').fill('');
    await page.getByTestId('wish-save').click();
    const wishes = page.getByTestId('wish');
    await eventually(async () => expect(await wishes.count()).toBe(2));
    expect(await wishes.nth(1).innerText()).toContain('Орлова Мария Петровна');

    await page.getByTestId('freed').click();
    await page.getByTestId('freed-dialog').getByTestId('wish-doctor').fill('Козлова Е. В.');
    await page.getByTestId('freed-day').fill(dayAfter(3));
    await page.getByTestId('freed-time').fill('12:00');
    await page.getByTestId('freed-submit').click();
    await page.getByTestId('freed-told').waitFor();
    await page.keyboard.press('Escape');
    const offers = page.locator('[data-testid=wish-offer][data-state=offered]');
    await eventually(async () => expect(await offers.count()).toBe(2));
    await shot(screen, 'waiting.1366');
    expect(await seriousProblems(page)).toEqual([]);

    const other = await open('/tasks', 'demo-reception-2');
    const asked = other.page.getByTestId('task-group').filter({ hasText: 'Предложить' }).getByTestId('task-row');
    await asked.first().click();
    await other.page.getByTestId('offer-take').waitFor();
    await shot(other, 'offer.1366');
    await page.route('**/api/v1/waiting-list?**', (route) => route.abort());
    await other.page.getByTestId('offer-take').click();
    await eventually(async () => expect(await asked.count()).toBe(0));
    await wishes.nth(1).getByTestId('wish-offer-take').click();
    await page.getByText('Это время уже занято: demo-reception-2').waitFor();
    await page.unroute('**/api/v1/waiting-list?**');
    await page.getByTestId('wish-state').selectOption('booked');
    await eventually(async () => expect(await wishes.count()).toBe(1));
    expect(await wishes.innerText()).toContain('записан');
    await page.getByTestId('wish-state').selectOption('waiting');
    await eventually(async () => expect(await wishes.innerText()).toContain('Орлова'));
    await wishes.getByTestId('wish-withdrawn').click();
    await page.getByTestId('page-empty').waitFor();
  }, 180_000);

  it('messages: states, the report, a preview with its price, the stop-list', async () => {
    const screen = await open('/messages', 'demo-manager');
    const { page } = screen;
    await eventually(async () =>
      expect(await page.getByTestId('message-is').allInnerTexts()).toEqual([
        ...['запланировано', 'нельзя отправить', 'неизвестно, ушло ли', 'не доставлено', 'доставлено', 'отправлено'],
      ]),
    );
    await page.getByTestId('message-state').selectOption('planned');
    await eventually(async () => expect(await page.getByTestId('data-row').count()).toBe(1));
    await page.getByTestId('data-row').click();
    await page.getByTestId('message-cancel').click();
    await page.getByTestId('message-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('message-state').selectOption('');
    await page.getByTestId('data-row').nth(4).click();
    await page.getByTestId('message-dialog').getByText('придет').waitFor();
    await page.getByTestId('message-dialog').getByText('Напоминание · ').waitFor();
    await shot(screen, 'message.1366');
    await page.keyboard.press('Escape');

    await page.getByTestId('part-report').click();
    await page.getByTestId('mailing-chart').waitFor();
    const figure = (name: string) => page.getByTestId(`total-${name}`).innerText();
    expect(await figure('planned')).toContain('5');
    expect(await figure('delivered')).toMatch(/1\s*50 %/);
    expect(await figure('cost')).toContain('13,2');

    await page.getByTestId('report-by').selectOption('template');
    // What has no name is told by its id.
    await eventually(async () => {
      const rows = (await page.getByTestId('data-row').allInnerTexts()).map((row) => row.split('\t')[0]?.trim());
      expect(rows).toHaveLength(2);
      expect(rows).toEqual(expect.arrayContaining(['discount', 'Напоминание']));
    });

    await page.getByTestId('part-templates').click();
    await page.getByTestId('template-preview').first().click();
    await eventually(async () =>
      expect(await page.getByTestId('preview-size').innerText()).toMatch(/1 часть · кириллица · .* · ≈ 4,4 ₽/),
    );
    await page.getByTestId('preview-shared').check();
    await eventually(async () =>
      expect(await page.getByTestId('previewed').innerText()).not.toContain('Мария Петровна'),
    );
    await shot(screen, 'preview.1366');
    await page.getByTestId('send-phone').fill('+7 495 000-01-01');
    await eventually(async () =>
      expect(await page.getByTestId('preview-refusal').innerText()).toContain('не мобильный номер'),
    );
    expect(await page.getByTestId('send').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');

    await page.getByTestId('part-stop-list').click();
    await page.getByTestId('stop-phone').fill('8 900 000-01-72');
    await page.getByTestId('stop-scope').selectOption('all');
    await page.getByTestId('stop-add').click();
    await eventually(async () => expect(await page.getByTestId('data-row').count()).toBe(2));
    await page.getByTestId('data-row').first().click();
    await page.getByTestId('stop-remove').click();
    await page.getByTestId('stop-remove').click();
    await eventually(async () => expect(await page.getByTestId('data-row').count()).toBe(1));
  }, 180_000);

  it.each([
    ['ru', 1366, 768],
    ['en', 1366, 768],
    ['ru', 390, 844],
    ['en', 390, 844],
  ] as const)(
    'fits and is accessible: %s, %i × %i',
    async (language, width, height) => {
      const screen = await open('/tasks', 'demo-manager', width, height);
      if (language === 'en') await screen.language('en');
      const ready = {
        ...{ tasks: 'task-row', 'waiting-list': 'add-wish', messages: 'data-row', 'messages/report': 'mailing-chart' },
        ...{ 'messages/templates': 'template', 'messages/stop-list': 'data-row', 'messages/accounts': 'sms-account' },
      };
      for (const [path, shown] of Object.entries(ready)) {
        await screen.page.evaluate(`history.pushState(null, '', '/${path}')`);
        await screen.page.getByTestId(shown).first().waitFor();
        const overflow = await screen.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect([path, overflow <= 0]).toEqual([path, true]);
        // The words differ, what axe looks at does not.
        const problems = language === 'ru' ? await seriousProblems(screen.page) : [];
        expect([path, problems]).toEqual([path, []]);
        await shot(screen, `${path.replace('/', '-')}.${language}.${width}`);
      }
    },
    180_000,
  );

  it('opens a task on a narrow screen; IT reads masked numbers and has no tasks', async () => {
    const screen = await open('/tasks', 'demo-manager', 390, 844);
    await screen.page.getByTestId('task-row').first().click();
    await screen.page.getByTestId('task-panel').waitFor();
    expect(await seriousProblems(screen.page)).toEqual([]);
    await shot(screen, 'one.ru.390');
    // IT sets things up and calls nobody.
    const cockpit = await open('/messages', 'demo-it');
    expect(await cockpit.page.getByTestId('phone').first().innerText()).toMatch(/^\+7 900 •••-••-\d\d$/);
    expect(await cockpit.page.getByTestId('page-link-tasks').count()).toBe(0);
  }, 180_000);
});

function clinic() {
  const text = { ru: '{{ patient }}, ждем вас {{ date }} в {{ time }}', en: '{{ patient }}, see you on {{ date }}' };
  return testConfiguration({
    tasks: tasksSchema.parse({ offers: { atOnce: 2 } }),
    sms: new Map([
      [
        'log',
        {
          ...{ id: 'log', provider: 'log', allowFrom: [], sender: 'Romashka', settings: {}, minimumBalance: null },
          receiptSecret: null,
        },
      ],
    ]),
    messages: messagesSchema.parse({
      templates: [
        {
          id: 'reminder',
          name: 'Напоминание',
          text,
          shared: { ru: 'Ждем вас {{ date }} в {{ times }}' },
          templateId: '136519',
        },
        { id: 'discount', class: 'advertising', text: { ru: 'Скидка на гигиену до конца месяца. {{ clinic }}' } },
      ],
      reminders: [{ id: 'evening', template: 'reminder', dayBefore: '18:00' }],
      pricePerPart: 4.4,
    }),
  });
}

/** One of each state that people ask about. */
const messages = `
  insert into message (key, state, template, class, branch, zone, phone, text, parts, cost, account, sender, reason, answer,
    answered_at, created_at, due_at, sent_at, delivered_at, next_attempt_at)
  select 'seed ' || n, state, template, class, 'center', 'Europe/Moscow', '+7900000017' || n,
    'Мария Петровна, ждем вас завтра в 10:00', 1, cost, 'log', 'Romashka', reason, answer,
    case when answer is not null then now() end, now(), now() + days * interval '1 day',
    case when sent then now() end, case when state = 'delivered' then now() end,
    case when state = 'planned' then now() + interval '3 days' end
  from (values
    (1, 'sent', 'reminder', 'service', 4.4, null, null, 0, true),
    (2, 'delivered', 'reminder', 'service', 4.4, null, 'confirmed', 0, true),
    (3, 'failed', 'reminder', 'service', 4.4, 'not-delivered', null, 0, true),
    (4, 'unknown', 'reminder', 'service', null, null, null, 0, false),
    (5, 'refused', 'discount', 'advertising', null, 'no-consent', null, 0, false),
    (6, 'planned', 'reminder', 'service', null, null, null, 3, false)
  ) as t (n, state, template, class, cost, reason, answer, days, sent)`;
