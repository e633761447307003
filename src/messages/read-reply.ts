export type ReplyMeaning = 'confirmed' | 'cancel' | 'call-me' | 'stop' | 'text';

const words: Readonly<Record<Exclude<ReplyMeaning, 'text'>, readonly string[]>> = {
  stop: ['стоп', 'stop', 'отписаться', 'отписка', 'отпишите', 'unsubscribe'],
  confirmed: ['да', 'yes', 'ок', 'ok', 'приду', 'буду', 'подтверждаю', '1', '+'],
  cancel: ['нет', 'no', 'отмена', 'отменить', 'отмените', 'cancel', 'не приду', 'не смогу', '2', '-'],
  'call-me': ['перезвоните', 'позвоните', 'call', 'call me', '3'],
};

/**
 * What a short answer means; anything longer than a word or two of ours is left to a person, «да, но позже» too. STOP
 * counts at the beginning of a text: it must never be overlooked.
 */
export function readReply(text: string): ReplyMeaning {
  const plain = text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/[.,!«»"()]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [first = ''] = plain.split(' ');
  if (words.stop.includes(first)) return 'stop';
  for (const meaning of ['confirmed', 'cancel', 'call-me'] as const) if (words[meaning].includes(plain)) return meaning;
  return 'text';
}
