import { z } from 'zod';
import { answeredId, answeredSum } from '../../kit/sms-answer.ts';

/** `success: false` of this version, `result` of the one before, which the vendor's own client still reads. */
export const failedAnswer = z.union([
  z.object({ success: z.literal(false), data: z.unknown().optional(), message: z.string().nullish() }),
  z.object({ result: z.enum(['no credits', 'reject']), reason: z.string().nullish() }),
]);

export const message = z.object({
  id: answeredId,
  status: answeredId,
  cost: answeredSum,
  dateAnswer: z.coerce.number().nullish().catch(null),
});

/** One message where one was asked for, a list where several were. */
export const sendAnswer = z.object({
  success: z.literal(true),
  data: z.union([z.tuple([message]).transform(([only]) => only), message]),
});
export const statusAnswer = z.object({ success: z.literal(true), data: message });
export const balanceAnswer = z.object({
  success: z.literal(true),
  data: z.object({ balance: z.coerce.number() }),
});
