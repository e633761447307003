import type { Configuration, MessageSettings } from '../platform/configuration/index.ts';
import { messagesSchema } from '../platform/configuration/index.ts';
import type { SendingHours } from './sending-hours.ts';
import type { Language } from './write-text.ts';

/** How a branch sends. */
export interface MessagePlace {
  hours: SendingHours;
  language: Language;
  /** Null: the account's. */
  sender: string | null;
  clinic: string;
  branch: string;
  /** That texts ask to call. */
  phone: string;
}

export function messageSettings(configuration: Pick<Configuration, 'messages'>): MessageSettings {
  return configuration.messages ?? defaults;
}
const defaults = messagesSchema.parse({});

/** A message without a branch goes as from the first one. */
export function placeOf(configuration: Configuration, branchId: string | null): MessagePlace {
  const settings = messageSettings(configuration);
  const branch = configuration.branches.get(branchId ?? '') ?? [...configuration.branches.values()][0];
  if (branch === undefined) throw new Error('The configuration has no branch');
  const own = settings.branches[branch.id];
  const line = [...configuration.lines.values()].find((each) => each.branch === branch.id && !each.disabled);
  return {
    hours: {
      ...{ zone: branch.zone, hours: branch.hours, specialDays: branch.specialDays },
      ...{ from: own?.from ?? settings.from, to: own?.to ?? settings.to },
    },
    language: own?.language ?? settings.language ?? configuration.clinic.language,
    sender: own?.sender ?? null,
    ...{ clinic: configuration.clinic.name, branch: branch.name, phone: own?.phone ?? line?.number ?? '' },
  };
}
