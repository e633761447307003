import { z } from 'zod';
import {
  formatProblems,
  type Configuration,
  type Problem,
  type ProviderSchemas,
} from '../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../src/platform/configuration/read-configuration.ts';

/** Two branches in two zones, three lines, two MIS accounts; rules are added to it. */
export const clinicFile = `clinic:
  name: Ромашка
branches:
  - id: center
    name: Центр
    zone: Europe/Moscow
    areaCode: 495
    hours: mon-fri 09:00-21:00, sat-sun 10:00-18:00
    lines:
      - number: +7 495 000-01-01
        name: Сайт
        campaign: site
      - number: +7 495 000-01-02
        name: Карты
        campaign: без рекламы
        campaigns:
          - { name: yandex-maps, source: yandex, from: 2026-03-01, to: 2026-05-31, costPerMonth: 45000 }
          - { name: 2gis, source: 2gis, from: 2026-06-01, costPerMonth: 30000 }
    seats:
      - id: reception-1
        name: Ресепшен 1
        extensions: [101]
      - id: reception-2
        name: Ресепшен 2
        extensions: [102]
  - id: north
    name: Север
    zone: Asia/Yekaterinburg
    hours: mon-fri 08:00-20:00
    lines:
      - number: +7 343 000-02-01
        name: Север
    seats:
      - id: reception-3
        name: Ресепшен 3
        extensions: [201]
accounts:
  pbx:
    - id: phones
      provider: bells
  mis:
    - id: cards
      provider: files
    - id: archive
      provider: files
`;

export const providers: ProviderSchemas = {
  pbx: new Map<string, z.ZodType>([['bells', z.strictObject({})]]),
  mis: new Map<string, z.ZodType>([['files', z.strictObject({})]]),
  sms: new Map(),
};

export function readClinic(added: string, file = clinicFile) {
  return parseConfiguration({ text: file + added, path: 'trubka.yaml', providers, environment: {} });
}

/** The clinic with these rules; throws with every problem. */
export function clinicWith(added: string, file = clinicFile): Configuration {
  const result = readClinic(added, file);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.configuration;
}

export function warningsOf(added: string): Problem[] {
  const result = readClinic(added);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.warnings;
}
