import { z } from 'zod';
import { callFigureNames, type CallFigure } from './call-figures.ts';
import { contactGroups, type ContactGroup } from './contact.ts';
import { contactFigures, type ContactFigure } from './contact-figures.ts';
import { conversionColumns, type ConversionColumn } from './conversion.ts';
import type { differenceReasons } from './differences.ts';

interface Words {
  ru: string;
  en: string;
}

/**
 * What every figure counts, in the words that screens show: the only place where they are written. A figure without a
 * definition does not compile.
 */
const columns: Readonly<Record<ConversionColumn, Words>> = {
  ungrouped: {
    ru: 'Каждый звонок снаружи и каждая заявка с сайта сами по себе. Звонки между своими, спам и то, что правила не считают, сюда не входят.',
    en: 'Every call from outside and every site request by itself. Calls between extensions, spam and what the rules set aside are left out.',
  },
  grouped: {
    ru: 'Все звонки и заявки одного человека в один филиал с 00:00 до 23:59 — одно обращение. Наш звонок в ответ входит в то обращение, на которое отвечает, даже если это уже другой день.',
    en: 'All calls and requests of one person to one branch from 00:00 to 23:59 are one contact. Our call belongs to the contact it answers, be it another day.',
  },
  wants: {
    ru: 'Целевые обращения: без тех, кто звонил по своему приему, сотрудников, контрагентов и тех, чей итог не о записи. Пока итог не отмечен, это предположение.',
    en: 'Target contacts: without calls about the own visit, staff, contractors and those whose outcome is not about booking. Presumed until an outcome is marked.',
  },
  'booked-or-waiting': {
    ru: 'Часть третьего столбца: получили новый прием или попали в лист ожидания.',
    en: 'Part of the third column: got a new visit or a place in the waiting list.',
  },
  booked: {
    ru: 'Часть третьего столбца: прием добавлен в МИС во время разговора или после него. Перенос — не запись. Без приемов из МИС считаются отметки ресепшена.',
    en: 'Part of the third column: a visit was added in the MIS during the talk or after it. A move is no booking. Without visits of the MIS the marks of reception count.',
  },
  came: {
    ru: 'Часть записавшихся, чей прием состоялся. Доля считается от приемов, которые уже должны были пройти.',
    en: 'Those of the booked whose visit took place. The share is of visits that are due.',
  },
};

const groups: Readonly<Record<ContactGroup, Words>> = {
  'own-visit': {
    ru: 'Есть прием впереди или только что закончился. Если по этому звонку записали кого-то из семьи, обращение становится желтым.',
    en: 'Has a visit ahead or just over. If the call brought a visit of the family, the contact turns yellow.',
  },
  staff: { ru: 'Номер из списка сотрудников.', en: 'A number of the list of staff.' },
  contractor: { ru: 'Номер из списка контрагентов.', en: 'A number of the list of contractors.' },
  'first-time': {
    ru: 'Еще не был на состоявшемся приеме, или номера нет в свежей картотеке.',
    en: 'No completed visit yet, or a number that is not in a fresh directory.',
  },
  returning: { ru: 'Был хотя бы на одном состоявшемся приеме.', en: 'Had at least one completed visit.' },
  'target-unknown': {
    ru: 'Хотел записаться, как видно по итогу, но был ли раньше, неизвестно.',
    en: 'Wanted to book, as the outcome says; whether for the first time is not known.',
  },
  other: {
    ru: 'Итог звонка не о записи: вопрос, жалоба, ошиблись номером и подобное.',
    en: 'The outcome is not about booking: a question, a complaint, a wrong number and such.',
  },
  unknown: {
    ru: 'Скрытый или общий номер, либо нет свежей картотеки.',
    en: 'A withheld or shared number, or no fresh directory.',
  },
};

const ofContacts: Readonly<Record<Exclude<ContactFigure, ConversionColumn>, Words>> = {
  contacts: columns.grouped,
  'not-booked': {
    ru: 'Хотели записаться, а приема по этому обращению нет.',
    en: 'Wanted to book, and no visit came of the contact.',
  },
  due: {
    ru: 'Записались, и день приема уже прошел.',
    en: 'Booked, and the visit is due.',
  },
  ahead: {
    ru: 'Записались, прием еще впереди. На диаграмме заштриховано.',
    en: 'Booked, the visit is still to come. Hatched in the chart.',
  },
  'marked-only': {
    ru: 'Ресепшен отметил запись, а приема в МИС нет.',
    en: 'Reception marked a booking, the MIS has no visit.',
  },
  unreviewed: {
    ru: 'Вероятно, хотели записаться, но чем кончилось, никто не отметил, и приема в МИС нет.',
    en: 'Presumed to want to book; nobody marked what came of it, and the MIS has no visit.',
  },
  'with-missed': {
    ru: 'Обращения, в которых хотя бы один звонок пропущен, даже если потом поговорили.',
    en: 'Contacts with at least one missed call, also if there was a talk since.',
  },
  lost: {
    ru: 'До конца следующего рабочего дня не было разговора хотя бы в 15 секунд (настройка) ни в одну сторону. Пять неудачных попыток и одна удачная — пять пропущенных и ни одного потерянного.',
    en: 'No conversation of at least 15 seconds (a setting) either way by the end of the next working day. Five failed tries and a success are five missed, none lost.',
  },
  unanswered: {
    ru: 'Разговора еще не было, но срок не вышел.',
    en: 'No conversation yet, but the term is still running.',
  },
};

const ofCalls: Readonly<Record<CallFigure, Words>> = {
  incoming: {
    ru: 'Звонки снаружи и звонки, которые заказал сайт. Без внутренних, спама и того, что правила не считают.',
    en: 'Calls from outside and calls that the site ordered. Without internal calls, spam and what the rules set aside.',
  },
  missed: {
    ru: 'Входящий звонок, на который не ответил человек. Автоответчик и меню — не ответ.',
    en: 'An incoming call that no person answered. A menu or a voicemail is no answer.',
  },
  'missed-in-menu': { ru: 'Положил трубку в голосовом меню.', en: 'Hung up in the voice menu.' },
  'missed-short': { ru: 'Ждал меньше пяти секунд.', en: 'Waited less than five seconds.' },
  'missed-voicemail': { ru: 'Ответила голосовая почта.', en: 'Voicemail answered.' },
  'missed-no-answer': {
    ru: 'Никто не снял трубку: были заняты, не подошли, телефон не в сети или нерабочее время.',
    en: 'Nobody picked up: busy, away, no telephone registered, or out of hours.',
  },
  'long-wait': {
    ru: 'От начала звонка до ответа или отбоя прошло больше заданного. Ответили или нет, все равно.',
    en: 'From the start to the answer or the hang-up took longer than set, answered or not.',
  },
};

const ofDirector: Readonly<Record<'without-callback' | 'response', Words>> = {
  'without-callback': {
    ru: 'Обращения без разговора: потерянные и те, у кого срок еще не вышел.',
    en: 'Contacts without a conversation: lost ones and those whose term is running.',
  },
  response: {
    ru: 'Сколько проходит от пропущенного звонка, с которого началось обращение, до первого разговора, кто бы ни позвонил. Тех, с кем так и не поговорили, здесь нет.',
    en: 'From the missed call that opened a contact to the first conversation, whoever rang. Those nobody talked with are not in it.',
  },
};

const next = {
  came: {
    ru: 'Из них: прием после этого состоялся.',
    en: 'Of these: a visit since took place.',
  },
  ahead: {
    ru: 'Из них: состоявшегося приема еще нет, но запись впереди.',
    en: 'Of these: no visit took place yet, one is to come.',
  },
  'in-tasks': {
    ru: 'Из них: записи нет, но есть открытая задача или место в листе ожидания.',
    en: 'Of these: no visit, but an open task or a place in the waiting list.',
  },
  'call-out': {
    ru: 'Кого обзвонить: не пришли, не записаны, нет ни задачи, ни листа ожидания.',
    en: 'Whom to call: did not come, not booked, no task and no waiting list.',
  },
} as const;
const marks = {
  'needs-nothing': {
    ru: 'Результат отмечен, и ни «Требуется лечение», ни «Требуется консультация» среди отметок нет. Дальше не считаются.',
    en: 'The result is marked, and neither treatment nor a consultation is needed. Not counted further.',
  },
  'not-marked': {
    ru: 'Результат приема в МИС не отметили. Дальше не считаются: нужно ли продолжение, неизвестно.',
    en: 'The result was not marked in the MIS. Not counted further: whether more is needed is not known.',
  },
} as const;

const ofVisits: Readonly<Record<'consultations' | 'completed' | 'cancelled', Readonly<Record<string, Words>>>> = {
  consultations: {
    all: {
      ru: 'Состоявшиеся приемы, которые МИС назвала консультацией, по дню приема.',
      en: 'Completed visits that the MIS calls a consultation, by their day.',
    },
    'needs-treatment': {
      ru: 'С отметкой «Требуется лечение» или «Требуется консультация».',
      en: 'Marked as needing treatment or another consultation.',
    },
    ...marks,
    began: {
      ru: 'Начали лечение или собираются: был следующий прием, есть запись, задача или лист ожидания.',
      en: 'Began treatment or are about to: a next visit took place, is booked, or there is a task or the waiting list.',
    },
    ...next,
  },
  completed: {
    all: { ru: 'Состоявшиеся приемы, по дню приема.', en: 'Completed visits, by their day.' },
    'needs-more': {
      ru: 'С отметкой «Требуется лечение» или «Требуется консультация»: пациенту нужно прийти еще хотя бы раз.',
      en: 'Marked as needing treatment or a consultation: the patient should come at least once more.',
    },
    ...marks,
    booked: {
      ru: 'Из тех, кому нужно продолжение: следующий прием был записан, даже если потом его отменили.',
      en: 'Of those who need more: a next visit was booked, also if it was cancelled since.',
    },
    ...next,
  },
  cancelled: {
    all: {
      ru: 'Отмененные приемы и неявки, по дню, на который был прием. Перенос — не отмена.',
      en: 'Cancelled visits and no-shows, by the day they were for. A move is no cancellation.',
    },
    'needs-treatment': {
      ru: 'Кого нужно вернуть: все, кроме исключений соседней цифры.',
      en: 'Whom to bring back: all but the exclusions of the next figure.',
    },
    'needs-nothing': {
      ru: 'Исключены: при отмене уже были записаны на другой прием или стояли в листе ожидания, либо причина отмены — «Отказ от клиники», «Ошибка добавления» или «Проблема решена».',
      en: 'Left out: had another visit or waited in the list when it fell out, or the reason is “Отказ от клиники”, “Ошибка добавления” or “Проблема решена”.',
    },
    booked: {
      ru: 'Из тех, кого нужно вернуть: записаны снова или есть задача или лист ожидания.',
      en: 'Of those to bring back: booked again, or there is a task or the waiting list.',
    },
    ...next,
  },
};

const ofDifferences: Readonly<Record<(typeof differenceReasons)[number] | 'requests', Words>> = {
  requests: {
    ru: 'АТС о заявках с сайта не знает. У нас каждая открывает обращение, если в тот же день этот человек не звонил, поэтому обращений может быть больше, чем звонков. Не перезвонили до конца следующего рабочего дня — обращение потеряно, хотя пропущенного звонка нет.',
    en: 'The PBX knows nothing of site requests. Here each of them opens a contact unless the person also rang that day, so there may be more contacts than calls. Nobody rang back by the end of the next working day: the contact is lost without a missed call.',
  },
  voicemail: {
    ru: 'Ответила голосовая почта. Для АТС вызов принят; у нас он пропущен, потому что человек не ответил.',
    en: 'Voicemail answered. To the PBX the call was taken; here it is missed, as no person answered.',
  },
  'in-menu': {
    ru: 'Звонивший положил трубку в голосовом меню. АТС обычно считает, что меню ответило; у нас это пропущенный «в меню».',
    en: 'The caller hung up in the voice menu. The PBX takes the menu for an answer; here it is missed “in the menu”.',
  },
  short: {
    ru: 'Звонок короче пяти секунд. АТС может не считать его потерянным; у нас он пропущен, отдельной строкой «меньше 5 секунд».',
    en: 'Shorter than five seconds. The PBX may not call it lost; here it is missed, in a row of its own.',
  },
  'other-call-answered': {
    ru: 'АТС назвала потерянной часть звонка, а другая его часть (перевод, второй телефон, переадресация) закончилась разговором. У нас это один отвеченный звонок.',
    en: 'The PBX calls a part of the call lost; another part (a transfer, a second telephone) became a talk. Here it is one answered call.',
  },
  'not-told': {
    ru: 'На звонок никто не ответил, но АТС не сообщила, что он потерян: уведомление не пришло или оно не включено в личном кабинете.',
    en: 'Nobody answered, but the PBX never said that the call is lost: the notification did not come or is not switched on.',
  },
  spam: {
    ru: 'Звонок отмечен как спам. В отчетах спам не считается; АТС считает его потерянным.',
    en: 'Marked as spam. Reports leave spam out; the PBX counts it as lost.',
  },
  ignored: {
    ru: 'Правило клиники не считает такие звонки в отчетах.',
    en: 'A rule of the clinic leaves such calls out of the reports.',
  },
  'not-counted': {
    ru: 'Звонок еще не посчитан или относится к внутренним: в отчетах его пока нет.',
    en: 'The call is not counted yet, or is an internal one: reports do not have it.',
  },
};

const owner: Words = {
  ru: 'У обращения один хозяин во всех столбцах: кто говорил, когда добавили прием, иначе кто говорил последним. Если на смене никто не отметился, вместо имени стоит трубка.',
  en: 'A contact has one owner in all columns: who talked when the visit was added, else who talked last. Where nobody is on shift, the handset stands for the name.',
};
const moneyLost: Words = {
  ru: 'Цена обращения первичных, умноженная на тех из них, кто не записался. Повторные в рекламе ничего не стоят и сюда не входят.',
  en: 'The cost of first-time contacts times those of them who did not book. Who returns costs no advertising and is not in it.',
};
const ofMoney: Readonly<Record<'rate' | 'channel' | 'source' | 'spent' | 'costPerContact' | 'costPerClient', Words>> = {
  rate: {
    ru: 'Записались из тех, кто хотел записаться.',
    en: 'Those who booked, of those who wanted to.',
  },
  channel: {
    ru: 'Канал самого раннего обращения этого человека за последние 30 дней (настройка). Его дают кампания линии, номер, с которого звонили, или метки заявки с сайта.',
    en: 'The channel of the first contact of the person within the last 30 days (a setting): by the campaign of the line, by the number that called, or by the marks of a site request.',
  },
  source: {
    ru: 'Откуда пришла реклама: у линии — источник ее кампании, у заявки с сайта — метка utm_source.',
    en: 'Where the advertising came from: of a line the source of its campaign, of a site request its utm_source.',
  },
  spent: {
    ru: 'Сколько внесли в затратах на эти дни. Если срок затрат выходит за выбранные дни, берется их часть по дням.',
    en: 'What was entered as spend of these days; of a longer term the part that falls on them, by days.',
  },
  costPerContact: {
    ru: 'Затраты, деленные на обращения тех, кто хотел записаться.',
    en: 'The spend divided by the contacts that want to book.',
  },
  costPerClient: {
    ru: 'Затраты, деленные на первичных, которые пришли.',
    en: 'The spend divided by the first-time contacts that came.',
  },
};

export const definitionSchema = z.object({
  id: z
    .string()
    .describe(
      'the name of the figure in the API; of groups `group.…`, of visits `completed.…`, of differences `difference.…`',
    ),
  ru: z.string(),
  en: z.string(),
});

/** Every definition, by the names that figures have in the API. */
export const definitions: readonly z.infer<typeof definitionSchema>[] = [
  ...named('', columns),
  ...named('', ofContacts),
  ...named('', ofCalls),
  ...named('', ofDirector),
  ...named('group.', groups),
  ...Object.entries(ofVisits).flatMap(([report, words]) => named(`${report}.`, words)),
  ...named('difference.', ofDifferences),
  ...named('', { owner, moneyLost, ...ofMoney }),
];

function named(prefix: string, words: Readonly<Record<string, Words>>): { id: string; ru: string; en: string }[] {
  return Object.entries(words).map(([id, { ru, en }]) => ({ id: `${prefix}${id}`, ru, en }));
}

/** Figures that must be defined; tests hold the list above against it. */
export const definedIds: readonly string[] = [
  ...conversionColumns,
  ...contactFigures,
  ...callFigureNames,
  ...contactGroups.map((group) => `group.${group}`),
  ...['rate', 'channel', 'source', 'owner', 'spent', 'costPerContact', 'costPerClient', 'moneyLost'],
];
