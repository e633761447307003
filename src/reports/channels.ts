import { z } from 'zod';
import { conversionOf, conversionSchema, type KnownData } from './conversion.ts';
import { total, type ContactCounts } from './count-contacts.ts';
import { atLeastLevel, figure, figureSchema, unknownFigure, type Figure } from './figure.ts';

export const channelSchema = z.object({
  channel: z.string().nullable().describe('null: no channel is known of these contacts'),
  conversion: conversionSchema,
  spent: z.number().nullable().describe('roubles in this time; null: nothing was entered'),
  costPerContact: figureSchema.describe('of those who want to book'),
  costPerClient: figureSchema.describe('of first-time contacts that came'),
  moneyLost: figureSchema.describe('cost of first-time contacts that did not book'),
});
export type ChannelView = z.infer<typeof channelSchema>;

/** Contacts and money of each channel; without spend every cost is unknown. Pure. */
export function channelsOf(
  counts: readonly ContactCounts[],
  spent: ReadonlyMap<string, number>,
  known: KnownData,
): ChannelView[] {
  const named = new Map(counts.map((one) => [one.value, one]));
  for (const campaign of spent.keys())
    if (!named.has(campaign)) named.set(campaign, { value: campaign, groups: new Map(), said: 0 });
  return [...named.values()].map((one) => {
    const money = one.value === null ? null : (spent.get(one.value) ?? null);
    const conversion = conversionOf(one, known);
    return {
      channel: one.value,
      conversion,
      spent: money === null ? null : Math.round(money * 100) / 100,
      ...moneyOf(one, money, known),
    };
  });
}

/** Money lost multiplies first-time contacts only: those who come back cost no advertising. */
export function moneyOf(
  counts: ContactCounts | undefined,
  money: number | null,
  { level, firstTime }: KnownData,
): Pick<ChannelView, 'costPerContact' | 'costPerClient' | 'moneyLost'> {
  const people = atLeastLevel(level, 'T1') && firstTime !== 'no';
  const visits = atLeastLevel(level, 'T3');
  const wants = total(counts, 'wants');
  const first = total(counts, 'wants', ['first-time']);
  const lost = total(counts, 'not-booked', ['first-time']);
  const clients = total(counts, 'came', ['first-time']);
  const cost = (by: number, times = 1): number | null =>
    money === null || by === 0 ? null : Math.round((money / by) * times * 100) / 100;
  const told = (known: boolean, needed: 'T1' | 'T3', value: number | null): Figure =>
    !known || value === null ? unknownFigure(needed) : figure(value, needed, needed === 'T3' ? 'mis' : 'presumed');
  return {
    costPerContact: told(people, 'T1', cost(wants)),
    costPerClient: told(visits, 'T3', cost(clients)),
    // Who booked is not known below T3 but by marks, and an unmarked booking is no loss.
    moneyLost: told(people && visits, 'T3', cost(first, lost)),
  };
}
