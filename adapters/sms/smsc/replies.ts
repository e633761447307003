import { z } from 'zod';
import { answeredId, answeredSum } from '../../kit/sms-answer.ts';

const code = z.coerce.number().int();

export const failedAnswer = z.object({ error_code: code });
export const sendAnswer = z.object({
  id: answeredId,
  cnt: code.nullish().catch(null),
  cost: answeredSum,
});

const state = z.object({
  status: code,
  // Absent where one message was asked about.
  id: answeredId.optional(),
  phone: answeredId.optional(),
  last_timestamp: code.nullish().catch(null),
});
export type SmscState = z.infer<typeof state>;
export const statusAnswer = z.union([z.array(z.unknown()), state]).transform((told): SmscState[] =>
  (Array.isArray(told) ? told : [told]).flatMap((each) => {
    const parsed = state.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  }),
);

export const balanceAnswer = z.object({ balance: z.coerce.number() });
