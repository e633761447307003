import type { TFunction } from 'i18next';
import type { LiveCall } from './live-calls.ts';

export function phaseWords(t: TFunction, call: LiveCall): string {
  if (call.phase === 'talking') return t('calls.talking');
  if (call.phase === 'over') return t('calls.over');
  if (call.call.direction === 'out') return t('calls.outgoing');
  return t(call.call.direction === 'internal' ? 'calls.internal' : 'calls.incoming');
}
