import { z } from 'zod';
import { answeredId } from '../../kit/sms-answer.ts';

const told = z.object({ message: z.string().catch('') });

export const failedAnswer = z.object({ error: z.union([told, z.string().transform((message) => ({ message }))]) });
export const sendAnswer = z.object({ message_id: answeredId });
export const listAnswer = z.object({ messages: z.array(z.looseObject({ message_id: answeredId })).default([]) });
