import fc from 'fast-check';
import { countParts } from '../../src/messages/count-parts.ts';
import { isMobile } from '../../src/messages/mobile-number.ts';
import { afterReport, messageStates, overStates } from '../../src/messages/message-state.ts';
import { readReply } from '../../src/messages/read-reply.ts';
import { refuseMessage, type MessageCircumstances } from '../../src/messages/refuse-message.ts';
import { writeText } from '../../src/messages/write-text.ts';
import { messagesSchema } from '../../src/platform/configuration/index.ts';

describe('parts', () => {
  it.each([
    ['a'.repeat(160), 'gsm-7', 1],
    ['a'.repeat(161), 'gsm-7', 2],
    ['a'.repeat(306), 'gsm-7', 2],
    ['a'.repeat(307), 'gsm-7', 3],
    ['€'.repeat(80), 'gsm-7', 1],
    ['€'.repeat(81), 'gsm-7', 2],
    ['ж'.repeat(70), 'ucs-2', 1],
    ['ж'.repeat(71), 'ucs-2', 2],
    ['ж'.repeat(134), 'ucs-2', 2],
    ['ж'.repeat(135), 'ucs-2', 3],
    ['a'.repeat(159) + 'ж', 'ucs-2', 3],
    ['🙂'.repeat(35), 'ucs-2', 1],
    ['🙂'.repeat(36), 'ucs-2', 2],
    ['', 'gsm-7', 1],
  ] as const)('%p…', (text, encoding, parts) => expect(countParts(text)).toMatchObject({ encoding, parts }));

  it('an extension character is not torn apart at the end of a part', () => {
    expect(countParts('a'.repeat(152) + '€' + 'a'.repeat(151)).parts).toBe(2);
    expect(countParts('a'.repeat(152) + '€' + 'a'.repeat(152)).parts).toBe(3);
  });

  it('a longer text never has fewer parts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.constantFrom('a', '€', 'ж', '🙂'),
        (text, more) => {
          expect(countParts(text + more).parts).toBeGreaterThanOrEqual(countParts(text).parts);
        },
      ),
    );
  });
});

describe('what people answer', () => {
  it.each([
    ['Да', 'confirmed'],
    [' ок! ', 'confirmed'],
    ['Нет.', 'cancel'],
    ['не приду', 'cancel'],
    ['Перезвоните', 'call-me'],
    ['СТОП', 'stop'],
    ['стоп больше не пишите', 'stop'],
    ['Отписаться', 'stop'],
    ['STOP', 'stop'],
    ['да, но попозже', 'text'],
    ['спасибо', 'text'],
    ['', 'text'],
  ] as const)('%p means %s', (text, meaning) => expect(readReply(text)).toBe(meaning));
});

describe('what may be sent', () => {
  const free: MessageCircumstances = {
    ...{ class: 'service', mobile: true, nobodys: false, stopList: null },
    consents: { processing: null, notices: null, advertising: null, anonymousVisit: null },
  };
  const consents = (change: Partial<MessageCircumstances['consents']>) => ({ ...free.consents, ...change });
  it.each([
    ['a service message without any word', {}, null],
    ['a service message after a refusal of advertising', { consents: consents({ advertising: false }) }, null],
    ['a service message after the wish to stay unnamed', { consents: consents({ anonymousVisit: false }) }, null],
    ['a service message after STOP to advertising', { stopList: 'advertising' }, null],
    ['a service message after a refusal of all notices', { consents: consents({ notices: false }) }, 'refused-notices'],
    [
      'a service message after a refusal of processing',
      { consents: consents({ processing: false }) },
      'refused-processing',
    ],
    ['a service message to the whole stop-list', { stopList: 'all' }, 'stop-list'],
    ['advertising without a word', { class: 'advertising' }, 'no-consent'],
    [
      'advertising with consent to everything else',
      { class: 'advertising', consents: consents({ processing: true, notices: true }) },
      'no-consent',
    ],
    ['advertising with consent', { class: 'advertising', consents: consents({ advertising: true }) }, null],
    [
      'advertising with consent and STOP',
      { class: 'advertising', stopList: 'advertising', consents: consents({ advertising: true }) },
      'stop-list',
    ],
    [
      'advertising with consent and no notices',
      { class: 'advertising', consents: consents({ advertising: true, notices: false }) },
      'refused-notices',
    ],
    ['anything to a city number', { mobile: false }, 'no-mobile'],
    ['anything to a number of nobody', { nobodys: true }, 'shared-number'],
  ] as [string, Partial<MessageCircumstances>, string | null][])('%s: %s', (_, change, refusal) =>
    expect(refuseMessage({ ...free, ...change })).toBe(refusal),
  );
});

it.each([
  ['+79001000001', true],
  ['+74951234567', false],
  ['+78001234567', false],
  ['+77011234567', true],
] as const)('%s gets an SMS: %p', (phone, mobile) => expect(isMobile(phone)).toBe(mobile));

it('no order of reports moves a final state', () => {
  const told = fc.constantFrom('queued', 'sent', 'delivered', 'failed', 'unknown' as const);
  fc.assert(
    fc.property(fc.constantFrom(...messageStates), fc.array(told), (first, reports) => {
      let state = first;
      for (const report of reports) {
        const next = afterReport(state, { state: report });
        expect(overStates.includes(state) ? next : null).toBeNull();
        state = next ?? state;
      }
    }),
  );
});

describe('the text', () => {
  const settings = messagesSchema.parse({});
  const template = {
    ...{ id: 'r', class: 'service' as const, templateId: '136519' },
    text: { ru: '{{ patient }}, врач {{ doctor }} ждет вас {{ date }} в {{ time }}' },
    shared: { ru: 'Ждем вас {{ date }} в {{ times }}' },
  };
  const facts = {
    ...{ clinic: 'Ромашка', branch: 'Центр', phone: '+74950000101', zone: 'Asia/Kamchatka', link: null },
    visits: [
      { startsAt: new Date('2026-03-10T21:00:00Z'), doctor: 'Иванов' },
      { startsAt: new Date('2026-03-10T22:30:00Z'), doctor: 'Петров' },
    ],
    patient: 'Мария Петровна',
  };
  const written = (change: object = {}, options: object = {}) =>
    writeText({ ...template, ...change }, facts, { language: 'ru', shared: false, settings, ...options });

  it('is in the time of the branch', () => {
    expect(
      writeText(template, { ...facts, visits: [facts.visits[0]!] }, { language: 'ru', shared: false, settings }),
    ).toMatchObject({ text: 'Мария Петровна, врач Иванов ждет вас 11.03 в 09:00', templateId: '136519' });
  });
  it('to a shared number names neither doctor nor patient', () => {
    expect(written({}, { shared: true })).toMatchObject({ text: 'Ждем вас 11.03 в 09:00, 10:30', shared: true });
  });
  it('to a shared number is not sent rather than naming anybody', () => {
    expect(written({ shared: undefined }, { shared: true })).toMatchObject({ refusal: 'shared-text' });
    expect(written({ shared: { ru: '{{ patient }}!' } }, { shared: true })).toMatchObject({ refusal: 'shared-text' });
  });
  it('may name the patient where the clinic says so, and never the doctor', () => {
    const allowed = { shared: true, settings: { ...settings, sharedPatient: true } };
    expect(written({ shared: { ru: '{{ patient }}!' } }, allowed)).toMatchObject({ text: 'Мария Петровна!' });
    expect(written({ shared: { ru: '{{ doctor }}!' } }, allowed)).toMatchObject({ refusal: 'shared-text' });
  });
  it('is not sent with an empty place', () => {
    expect(written()).toMatchObject({ refusal: 'no-text', detail: expect.stringContaining('doctor') as string });
    expect(written({ text: { ru: '{{ doctor | default: "врач" }} ждет' } })).toMatchObject({ text: 'врач ждет' });
  });
  it('falls back to the language that there is', () =>
    expect(written({ text: { en: 'See you' } })).toMatchObject({ text: 'See you', language: 'en' }));
  it('of too many parts is not sent', () =>
    expect(written({ text: { ru: 'ж'.repeat(300) } })).toMatchObject({ refusal: 'too-long' }));
});

describe('the configuration refuses', () => {
  const problems = (messages: object) =>
    messagesSchema.safeParse(messages).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  it.each([
    ['a variable that nobody knows', { templates: [{ id: 'a', text: { ru: '{{ diagnosis }}' } }] }, /diagnosis/],
    ['a text that is no Liquid', { templates: [{ id: 'a', text: { ru: '{% if %}' } }] }, /Liquid/],
    ['a text that reads files', { templates: [{ id: 'a', text: { ru: '{% include "x" %}' } }] }, /include/],
    [
      'a reminder that advertises',
      {
        templates: [{ id: 'a', class: 'advertising', text: { ru: 'a' } }],
        reminders: [{ id: 'r', template: 'a', hoursBefore: 3 }],
      },
      /class service/,
    ],
    [
      'a missed call that gets an offer',
      { templates: [{ id: 'a', class: 'advertising', text: { ru: 'a' } }], missedCall: 'a' },
      /advertising/,
    ],
    [
      'a reminder in quiet hours',
      { templates: [{ id: 'a', text: { ru: 'a' } }], reminders: [{ id: 'r', template: 'a', dayBefore: '22:00' }] },
      /nothing is sent/,
    ],
    [
      'a reminder of both kinds',
      {
        templates: [{ id: 'a', text: { ru: 'a' } }],
        reminders: [{ id: 'r', template: 'a', dayBefore: '18:00', hoursBefore: 3 }],
      },
      /either/,
    ],
    [
      'a link without an address',
      {
        templates: [{ id: 'a', text: { ru: 'a' } }],
        reminders: [{ id: 'r', template: 'a', hoursBefore: 3, answers: 'link' }],
      },
      /linkAddress/,
    ],
    ['a template that is not there', { reminders: [{ id: 'r', template: 'a', hoursBefore: 3 }] }, /no such template/],
  ] as [string, object, RegExp][])('%s', (_, messages, expected) =>
    expect(problems(messages).join('\n')).toMatch(expected),
  );
});
