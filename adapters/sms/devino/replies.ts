import { z } from 'zod';
import { answeredId, answeredSum } from '../../kit/sms-answer.ts';

export const failedAnswer = z.object({ Code: z.coerce.number().int(), Desc: z.string().catch('') });
/** One id for each part. */
export const sendAnswer = z.array(answeredId).min(1);
export const statusAnswer = z.object({
  State: z.coerce.number().int(),
  ReportedDateUtc: z.string().nullish().catch(null),
  Price: answeredSum,
});
export const balanceAnswer = z.coerce.number();
