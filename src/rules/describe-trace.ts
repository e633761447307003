import type { RuleActions } from '../platform/configuration/index.ts';
import type { ConditionName } from './condition.ts';
import type { RuleVerdict, TraceEntry } from './evaluate-rules.ts';

export type Language = 'ru' | 'en';

const labels: Record<Language, Record<ConditionName, string>> = {
  ru: {
    direction: 'направление',
    account: 'подключение АТС',
    line: 'линия',
    branch: 'филиал',
    kind: 'кто звонит',
    class: 'класс обращения',
    campaign: 'рекламный канал',
    number: 'номер звонящего',
    hours: 'часы работы',
    time: 'день и время',
    dates: 'дата',
    calls: 'сколько раз звонили',
    waited: 'сколько ждали',
    result: 'чем кончилось',
    'caller.people': 'сколько человек с этим номером',
    'caller.kind': 'кто эти люди',
    'caller.source': 'источник карточки',
    'caller.noteContains': 'слово в заметке',
    'caller.visitToday': 'прием сегодня',
    'caller.visitWithinDays': 'прием в ближайшие дни',
    'caller.lastVisitDaysAgo': 'сколько дней с последнего приема',
  },
  en: {
    direction: 'direction',
    account: 'PBX account',
    line: 'line',
    branch: 'branch',
    kind: 'who calls',
    class: 'class',
    campaign: 'campaign',
    number: "caller's number",
    hours: 'working hours',
    time: 'day and time',
    dates: 'date',
    calls: 'how often they called',
    waited: 'how long they waited',
    result: 'result',
    'caller.people': 'people with this number',
    'caller.kind': 'who these people are',
    'caller.source': 'source of the card',
    'caller.noteContains': 'word in the note',
    'caller.visitToday': 'visit today',
    'caller.visitWithinDays': 'visit in the next days',
    'caller.lastVisitDaysAgo': 'days since the last visit',
  },
};

const russian: readonly [RegExp, string][] = [
  [/\bopen\b/g, 'открыто'],
  [/\bclosed\b/g, 'закрыто'],
  [/\bweekly-hours\b/g, 'по расписанию недели'],
  [/\bspecial-day\b/g, 'особый день'],
  [/\bno-note\b/g, 'заметки нет'],
  [/\banother-note\b/g, 'в заметке другое'],
  [/\bnone\b/g, 'нет'],
  [/\btrue\b/g, 'да'],
  [/\bfalse\b/g, 'нет'],
  [/^0 d$/g, 'сегодня'],
  [/(-?\d+) d\b/g, '$1 дн.'],
  [/(\d+) s\b/g, '$1 с'],
  [/(\d+) min\b/g, '$1 мин'],
  [/(\d+) numbers\b/g, 'номера из списка ($1)'],
  ...(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map((day, index): [RegExp, string] => [
    new RegExp(`\\b${day}\\b`, 'g'),
    ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'][index] ?? day,
  ]),
];
const english: readonly [RegExp, string][] = [
  [/\bweekly-hours\b/g, 'by the hours of the week'],
  [/\bspecial-day\b/g, 'a special day'],
  [/\bno-note\b/g, 'no note'],
  [/\banother-note\b/g, 'the note says something else'],
  [/^0 d$/g, 'today'],
  [/(-?\d+) d\b/g, '$1 days'],
  [/(\d+) numbers\b/g, 'a number of the list ($1)'],
];

/** The trace and what comes of it, a line each, for a person. Says no name and no whole number. */
export function describeVerdict(verdict: RuleVerdict, language: Language): string[] {
  const ru = language === 'ru';
  const lines = verdict.trace.map((entry) => entryInWords(entry, language));
  if (verdict.rule === null)
    return [
      ...lines,
      ru ? 'Ни одно правило не подошло: все как без правил.' : 'No rule holds: everything goes as without rules.',
    ];
  const decided = actionsInWords(verdict.actions, language);
  return [...lines, ru ? 'Что будет сделано:' : 'What is done:', ...decided.map((line) => `  ${line}`)];
}

function entryInWords({ place, rule, matched, failed }: TraceEntry, language: Language): string {
  const ru = language === 'ru';
  const head = `${String(place).padStart(3)}. ${ru ? `«${rule}»` : `"${rule}"`}: `;
  if (matched) return `${head}${ru ? 'ПОДОШЛО' : 'HOLDS'}`;
  if (failed === null) return head;
  const wanted = inWords(failed.wanted, language);
  const found = failed.found === null ? null : inWords(failed.found, language);
  const label = labels[language][failed.condition];
  if (ru)
    return `${head}не подошло, ${label}: нужно ${wanted}, ${found === null ? 'а это не известно' : `а здесь ${found}`}`;
  return `${head}does not hold, ${label}: wanted ${wanted}, ${found === null ? 'and it is not known' : `found ${found}`}`;
}

function inWords(text: string, language: Language): string {
  return (language === 'ru' ? russian : english).reduce((said, [what, word]) => said.replaceAll(what, word), text);
}

const importance = { high: 'высокая', normal: 'обычная', low: 'низкая' } as const;

/** What is done, a line for each action. */
export function actionsInWords(actions: RuleActions, language: Language): string[] {
  const ru = language === 'ru';
  const { pop, answer, tags, ignoreInReports, task, sms, mis, priority } = actions;
  const lines: string[] = [];
  const say = (russianWords: string, englishWords: string): void => void lines.push(ru ? russianWords : englishWords);
  if (pop !== undefined) {
    const who = [
      ...(pop.ringing ? [ru ? 'места, где звонит' : 'the seats that ring'] : []),
      ...(pop.supervisors ? [ru ? 'старшие' : 'supervisors'] : []),
      ...pop.seats,
    ].join(', ');
    if (pop.when === 'never') say('карточка: не показывать никому', 'card: shown to nobody');
    else if (pop.when === 'ring') say(`карточка, когда звонит: ${who}`, `card when it rings: ${who}`);
    else say(`карточка, когда взяли трубку: ${who}`, `card when it is answered: ${who}`);
  }
  if (answer?.route === 'last-operator') say('АТС: к последнему оператору', 'PBX: to the last operator');
  if (answer?.route === 'none') say('АТС: никуда не направлять', 'PBX: sent nowhere');
  if (answer?.extension !== undefined)
    say(`АТС: на внутренний номер ${answer.extension}`, `PBX: to extension ${answer.extension}`);
  if (answer?.menu !== undefined) say(`АТС: в ветку сценария ${answer.menu}`, `PBX: to the menu ${answer.menu}`);
  if (answer?.callerName === null) say('имя на телефоне: не показывать', 'name on the telephone: none');
  else if (answer?.callerName !== undefined)
    say(`имя на телефоне: ${answer.callerName}`, `name on the telephone: ${answer.callerName}`);
  if (answer?.say !== undefined) say(`сказать звонящему: ${answer.say}`, `say to the caller: ${answer.say}`);
  if (tags !== undefined) say(`метки: ${tags.join(', ')}`, `tags: ${tags.join(', ')}`);
  if (ignoreInReports === true) say('в отчетах не считать', 'not counted in reports');
  if (task !== undefined) {
    const whose = task.owner ?? (ru ? 'филиал' : 'the branch');
    const from = task.countFrom === 'call' ? (ru ? 'от звонка' : 'from the call') : ru ? 'от открытия' : 'from opening';
    say(
      `задача «${task.what}», чья: ${whose}, срок ${task.dueMinutes} мин ${from}`,
      `task "${task.what}", of ${whose}, due ${task.dueMinutes} min ${from}`,
    );
  }
  if (sms !== undefined) say(`SMS по шаблону ${sms.template}`, `SMS by the template ${sms.template}`);
  if (mis !== undefined)
    say(
      mis.length === 0 ? 'в МИС не передавать' : `в МИС: ${mis.join(', ')}`,
      mis.length === 0 ? 'told to no MIS' : `told to the MIS ${mis.join(', ')}`,
    );
  if (priority !== undefined) say(`важность: ${ru ? importance[priority] : priority}`, `priority: ${priority}`);
  return lines;
}
