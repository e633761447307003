import type { PbxCapability, ProviderTemplate } from '../contracts/pbx.ts';

export type LetterLanguage = 'ru' | 'en';

export interface LetterFacts {
  clinic: string;
  /** The provider's name as clinics know it. */
  provider: string;
  capabilities: readonly PbxCapability[];
  templates: readonly ProviderTemplate[];
  /** Where the PBX reaches us; with the account's secret only inside `templates`. */
  webhook: string;
  /** What Trubka would like to ask the PBX for. */
  api: { history: boolean; recording: boolean; dial: boolean };
  /** Our address as the PBX sees it, null when it is not known here. */
  address: string | null;
  /** Values that only the support may read. */
  secrets: readonly string[];
}

const events: Readonly<Record<LetterLanguage, Readonly<Partial<Record<PbxCapability, string>>>>> = {
  ru: {
    incoming: 'входящий звонок',
    ringing: 'звонок на внутренний номер (кому звонит)',
    answered: 'ответ сотрудника',
    missed: 'пропущенный звонок',
    ended: 'завершение звонка с длительностями',
    outgoing: 'исходящий звонок',
    'recording-link': 'запись разговора готова',
    transfer: 'перевод звонка',
    voicemail: 'голосовая почта',
  },
  en: {
    incoming: 'incoming call',
    ringing: 'ringing at an extension (at which one)',
    answered: 'answered by an employee',
    missed: 'missed call',
    ended: 'end of the call with its durations',
    outgoing: 'outgoing call',
    'recording-link': 'recording ready',
    transfer: 'transfer',
    voicemail: 'voicemail',
  },
};

/** A letter to the PBX's support, ready to send. What holds a secret says so in the line above it. */
export function letterToSupport(facts: LetterFacts, language: LetterLanguage): string {
  return `${(language === 'ru' ? russian(facts) : english(facts)).flat().join('\n')}\n`;
}

type Lines = (string | string[])[];

function russian(facts: LetterFacts): Lines {
  const address = facts.address ?? '[внешний IP-адрес нашего сервера]';
  const api = apiParts(facts, {
    history: 'история звонков',
    recording: 'записи разговоров',
    dial: 'звонок из программы (callback, click-to-call)',
  });
  return [
    `Тема: подключение уведомлений о звонках, ${facts.clinic}`,
    '',
    'Здравствуйте!',
    '',
    `${facts.clinic}: подключаем к вашей АТС (${facts.provider}) программу регистратуры Трубка.`,
    'Пожалуйста, включите в нашем кабинете или подскажите, где включить:',
    '',
    '1. HTTP-уведомления о событиях звонка:',
    eventLines(facts, 'ru'),
    ...templateLines(facts, {
      address: '2. Адрес для них',
      template: '2. Настройки уведомлений',
      body: 'Текст (вставить как есть):',
      secret: '[СЕКРЕТ: дальше наш пароль]',
      file: 'Файл для загрузки во вложении: команда trubka templates его печатает.',
    }),
    '',
    `3. Адреса, с которых приходят уведомления: пришлите их список, мы пропускаем только их.`,
    ...(api.length === 0
      ? []
      : [
          `4. Доступ к API: ${api.join(', ')}.`,
          '   Подскажите, где в кабинете взять ключ доступа; в письме его не присылайте.',
          `   Запросы идут с адреса ${address}: добавьте его в список разрешенных.`,
        ]),
    '',
    'Сколько раз и как долго вы повторяете уведомление, если наш сервер не ответил? Отвечаем за доли секунды, код 200.',
    ...secretNote(facts, [
      '',
      'После пометки СЕКРЕТ стоит наш пароль: не пересылайте письмо никому, кроме того, кто настраивает АТС.',
    ]),
    '',
    'Спасибо!',
  ];
}

function english(facts: LetterFacts): Lines {
  const address = facts.address ?? '[the outside IP address of our server]';
  const api = apiParts(facts, {
    history: 'call history',
    recording: 'recordings',
    dial: 'calls placed from a program (callback, click-to-call)',
  });
  return [
    `Subject: notifications of calls for ${facts.clinic}`,
    '',
    'Hello,',
    '',
    `${facts.clinic} connects Trubka, the program of its reception, to your PBX (${facts.provider}).`,
    'Please switch on in our cabinet, or tell us where to:',
    '',
    '1. HTTP notifications of call events:',
    eventLines(facts, 'en'),
    ...templateLines(facts, {
      address: '2. Their address',
      template: '2. Settings of the notifications',
      body: 'Body (paste it as it is):',
      secret: '[SECRET: our password follows]',
      file: 'The file to upload is attached: trubka templates prints it.',
    }),
    '',
    '3. The addresses that notifications come from: please send their list, we let in these only.',
    ...(api.length === 0
      ? []
      : [
          `4. Access to the API: ${api.join(', ')}.`,
          '   Please tell us where in the cabinet the key is; do not send it in a letter.',
          `   Our requests come from ${address}: please add it to the allowed ones.`,
        ]),
    '',
    'How often and for how long is a notification repeated that our server did not answer? It answers 200 within a second.',
    ...secretNote(facts, [
      '',
      'Our password follows each mark SECRET: please pass this letter on to nobody but whoever sets up the PBX.',
    ]),
    '',
    'Thank you!',
  ];
}

function eventLines({ capabilities }: LetterFacts, language: LetterLanguage): string[] {
  return capabilities.flatMap((capability) => {
    const words = events[language][capability];
    return words === undefined ? [] : [`   - ${words}`];
  });
}

function templateLines(
  { templates, webhook, secrets }: LetterFacts,
  words: { address: string; template: string; body: string; file: string; secret: string },
): string[] {
  if (templates.length === 0) return ['', `${words.address}: ${webhook}`];
  return [
    '',
    `${words.template}:`,
    ...templates.flatMap(({ kind = 'request', title, method, url, body }) => [
      '',
      `   ${title}`,
      ...(secrets.some((secret) => `${url} ${body ?? ''}`.includes(secret)) ? [`   ${words.secret}`] : []),
      ...(kind === 'file' ? [] : [`   ${kind === 'address' ? '' : `${method} `}${url}`]),
      ...(kind === 'file' ? [`   ${words.file}`] : body === null ? [] : [`   ${words.body}`, ...indented(body)]),
    ]),
  ];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `   ${line}`);
}

function apiParts({ api }: LetterFacts, words: Record<keyof LetterFacts['api'], string>): string[] {
  return (['history', 'recording', 'dial'] as const).filter((part) => api[part]).map((part) => words[part]);
}

function secretNote({ secrets, templates }: LetterFacts, note: string[]): string[] {
  const text = templates.map(({ url, body }) => `${url} ${body ?? ''}`).join(' ');
  return secrets.some((secret) => text.includes(secret)) ? note : [];
}
