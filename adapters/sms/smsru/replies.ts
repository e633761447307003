import { z } from 'zod';

const code = z.coerce.number().int();
// Numbers come as numbers and as texts.
const amount = z.coerce.number().nullish().catch(null);

export const sendAnswer = z.object({
  status: z.string(),
  status_code: code,
  sms: z
    .record(z.string(), z.object({ status: z.string(), status_code: code, sms_id: z.string().nullish(), cost: amount }))
    .optional(),
});

export const statusAnswer = z.object({
  status: z.string(),
  status_code: code,
  sms: z.record(z.string(), z.object({ status_code: code, cost: amount })).optional(),
});

export const balanceAnswer = z.object({ status: z.string(), status_code: code, balance: amount });
