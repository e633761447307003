import { z } from 'zod';
import { answeredId, answeredSum } from '../../kit/sms-answer.ts';

export const failedAnswer = z.object({ code: z.coerce.number().int() });

const code = z.coerce.number().int().nullish().catch(null);

export const message = z.object({
  sid: answeredId,
  status: z.string(),
  error_code: code,
  num_segments: code,
  price: answeredSum,
  date_updated: z.string().nullish(),
});

export const balanceAnswer = z.object({
  balance: z.coerce.number(),
  currency: z.string().length(3).nullish().catch(null),
});
