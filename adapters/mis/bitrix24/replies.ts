import { z } from 'zod';

/** The portal writes numbers as text at times. */
const id = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String);

export const errorReply = z.object({ error: z.string(), error_description: z.string().optional() });

export const registerReply = z.object({ CALL_ID: z.string().min(1) });
export const finishReply = z.object({ CALL_ID: z.string().min(1) });
export const attachReply = z.object({ FILE_ID: id });
export const statisticReply = z.array(z.object({ CALL_ID: z.string() }));
export const searchReply = z.array(
  z.object({
    CRM_ENTITY_TYPE: z.enum(['CONTACT', 'COMPANY', 'LEAD']),
    CRM_ENTITY_ID: id,
    NAME: z.string().nullish(),
  }),
);
/** https://apidocs.bitrix24.ru/api-reference/crm/timeline/comments/ */
export const commentId = id;
export const commentReply = z.object({ ID: id, COMMENT: z.string() });
export const commentsReply = z.array(commentReply);
export const profileReply = z.object({ ID: id });

/** https://apidocs.bitrix24.ru/api-reference/telephony/events/on-external-call-start.html */
export const callStartEvent = z.object({
  PHONE_NUMBER_INTERNATIONAL: z.string().optional(),
  PHONE_NUMBER: z.string(),
  USER_ID: id,
  LINE_NUMBER: z.string().optional(),
  CALL_ID: z.string().optional(),
});
