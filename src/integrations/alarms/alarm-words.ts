import type { AlarmKind } from './alarm-store.ts';

interface Words {
  title: string;
  advice: string;
}

/** What is wrong and what to do about it, for people. */
export const alarmWords: Readonly<Record<'ru' | 'en', Readonly<Record<AlarmKind, Words>>>> = {
  ru: {
    'line-silent': {
      title: 'Линия молчит',
      advice: 'Позвоните на нее с мобильного. Гудков нет или отвечает не АТС: звоните оператору номера.',
    },
    'line-unconfigured': {
      title: 'Новый номер без настройки',
      advice: 'Добавьте линию в настройки: готовые строки в списке непривязанных.',
    },
    'account-silent': {
      title: 'АТС молчит',
      advice: 'Позвоните на любую линию. Звонок прошел, а здесь его нет: проверьте в кабинете АТС адрес уведомлений.',
    },
    'phones-offline': {
      title: 'Телефоны не звонят',
      advice: 'Последние звонки не дошли ни до одного телефона. Проверьте питание, сеть и регистрацию телефонов.',
    },
    'pbx-refused': { title: 'АТС отказывает', advice: 'Исправьте то, что названо в причине.' },
    'pbx-unreachable': { title: 'АТС не отвечает на запросы', advice: 'Проверьте интернет и сайт провайдера.' },
    'connection-lost': { title: 'Нет связи с АТС', advice: 'Проверьте, что АТС включена и доступна по сети.' },
    'webhooks-lost': {
      title: 'Уведомления АТС теряются',
      advice:
        'Звонки восстановлены из истории АТС, но с опозданием. Проверьте адрес, сертификат и доступность сервера.',
    },
    'sending-stopped': {
      title: 'Получатель больше не принимает звонки',
      advice:
        'Звонки ждут. Исправьте адрес в настройках; если он верен, включите прием у получателя и проверьте связь кнопкой проверки.',
    },
    'timetable-stopped': {
      title: 'Расписание перестало приходить',
      advice: 'Свободное время на экранах устарело. Проверьте, что на одном из компьютеров запущен «Клиент» МИС.',
    },
    'visits-not-read': {
      title: 'Приемы не обновляются',
      advice:
        'Отчеты показывают то, что прочитано раньше. Исправьте то, что названо в причине; если причины нет, проверьте, что МИС выгружает отчет.',
    },
    'sms-stopped': {
      title: 'SMS не уходят',
      advice:
        'Сообщения ждут, другой аккаунт их не отправит. Исправьте то, что названо в причине, и включите отправку снова.',
    },
    'sms-balance': {
      title: 'Деньги на SMS кончаются',
      advice: 'Пополните счет у провайдера: без денег напоминания не уйдут.',
    },
  },
  en: {
    'line-silent': {
      title: 'A line is silent',
      advice: 'Call it from a mobile. When it does not ring, or not by your PBX, call the operator of the number.',
    },
    'line-unconfigured': {
      title: 'A new number without configuration',
      advice: 'Add the line to the configuration: the list of the unbound has the lines to paste.',
    },
    'account-silent': {
      title: 'The PBX is silent',
      advice:
        'Call any line. When the call goes through and is not here, look at the address of notifications in the cabinet of the PBX.',
    },
    'phones-offline': {
      title: 'The telephones do not ring',
      advice: 'The last calls rang no telephone. Look at their power, network and registration.',
    },
    'pbx-refused': { title: 'The PBX refuses', advice: 'Correct what the reason names.' },
    'pbx-unreachable': {
      title: 'The PBX does not answer',
      advice: "Look at the internet connection and the provider's site.",
    },
    'connection-lost': { title: 'No connection to the PBX', advice: 'Look whether the PBX is on and can be reached.' },
    'webhooks-lost': {
      title: 'Notifications of the PBX are lost',
      advice:
        'The calls were taken from its history, but late. Look at the address, the certificate and whether this server can be reached.',
    },
    'sending-stopped': {
      title: 'A receiver takes no more calls',
      advice:
        'The calls wait. Correct the address in the configuration; when it is right, let the receiver take them again and run the self-test.',
    },
    'timetable-stopped': {
      title: 'The timetable stopped coming',
      advice: 'Free slots on the screens are old. Look whether a client of the MIS runs at some workstation.',
    },
    'visits-not-read': {
      title: 'Visits are not refreshed',
      advice:
        'Reports show what was read before. Correct what the reason names; without a reason look whether the MIS still writes its report.',
    },
    'sms-stopped': {
      title: 'SMS do not go out',
      advice:
        'Messages wait, and no other account sends them. Correct what the reason names and let sending go on again.',
    },
    'sms-balance': {
      title: 'The money for SMS runs out',
      advice: 'Top up the account at the provider: without money no reminder goes out.',
    },
  },
};
