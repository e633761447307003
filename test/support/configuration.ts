import { reportsSchema } from '../../src/platform/configuration/reports-schema.ts';
import type { Branch, Configuration, Line, Seat } from '../../src/platform/configuration/configuration.ts';

const branches: Branch[] = [
  { id: 'center', name: 'Центр', zone: 'Europe/Moscow', areaCode: '495' },
  { id: 'north', name: 'Север', zone: 'Europe/Moscow', areaCode: '495' },
];

const lines: Line[] = [
  {
    number: '+74950000101',
    branch: 'center',
    name: 'Сайт, Центр',
    campaign: 'site',
    purpose: undefined,
    disabled: false,
  },
  {
    number: '+74950000102',
    branch: 'north',
    name: 'Карты, Север',
    campaign: 'maps',
    purpose: undefined,
    disabled: false,
  },
];

const seats: Seat[] = [
  { id: 'reception-1', branch: 'center', name: 'Ресепшен 1', extensions: ['101'] },
  { id: 'reception-2', branch: 'center', name: 'Ресепшен 2', extensions: ['102'] },
  { id: 'reception-3', branch: 'north', name: 'Ресепшен 3', extensions: ['201'] },
];

/** The configuration of the demo clinic as it is after loading; an override replaces its whole section. */
export function testConfiguration(overrides: Partial<Configuration> = {}): Configuration {
  return {
    clinic: { name: 'Клиника «Ромашка»', country: 'RU', language: 'ru' },
    directory: { sources: [] },
    reports: reportsSchema.parse({}),
    branches: new Map(branches.map((branch) => [branch.id, branch])),
    lines: new Map(lines.map((line) => [line.number, line])),
    seats: new Map(seats.map((seat) => [seat.id, seat])),
    pbx: new Map([
      [
        'uis',
        {
          id: 'uis',
          provider: 'uis',
          allowFrom: [],
          forwardTo: undefined,
          settings: { secret: 'demo', zone: 'Europe/Moscow', employees: { '1': '101', '2': '102', '3': '201' } },
          settleSeconds: undefined,
          reconcile: { everyMinutes: 15 },
          answers: { callerName: true, route: 'off', lastOperatorDays: 90 },
        },
      ],
    ]),
    mis: new Map([
      [
        'ident',
        {
          id: 'ident',
          provider: 'ident',
          allowFrom: [],
          settings: { key: 'demo', calls: 'deliver', tickets: 'missed', lineDescription: 'line' },
        },
      ],
    ]),
    calls: {
      expireAfterMinutes: 120,
      quietAfterMinutes: 10,
      lateAfterMinutes: 10,
      directoryFreshDays: 7,
      ownVisitHours: 2,
      householdLimit: 8,
      sharedNumbers: [],
      spamCalls: 5,
      spamWithinSeconds: 60,
      spamShorterThanSeconds: 3,
    },
    pops: { heartbeatSeconds: 15, maximumUnsentBytes: 1_048_576, replayHours: 24 },
    retention: { rawDays: 30, eventKeyDays: 90, exchangeDays: 30 },
    recordings: {
      place: { keep: 'at-pbx' },
      listen: ['senior', 'manager'],
      key: undefined,
      formerKeys: [],
      storage: 'disk',
      folder: undefined,
      s3: undefined,
      maximumMegabytes: 200,
      tolerancePercent: 10,
      giveUpHours: 72,
      publicAddress: undefined,
      linkDays: 30,
    },
    ...overrides,
  };
}
