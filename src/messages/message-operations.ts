import { z } from 'zod';
import { list, once, operation, page, pathId, reading, type Operations } from '../platform/http/index.ts';
import { consentBodySchema, consentSchema, stopBodySchema, stopSchema } from './consents.ts';
import { mailingQuerySchema, mailingReportSchema } from './mailing-report.ts';
import { messageViewSchema } from './message-view.ts';
import {
  messagesQuerySchema,
  previewBodySchema,
  previewSchema,
  sendBodySchema,
  smsAccountsSchema,
} from './messages-api.ts';

const phone = z.object({ phone: z.string().describe('written anyhow') });

/** What `/api/openapi.json` says of SMS: what was sent, what would be, who wants none. */
export const messageOperations: Operations = {
  '/messages': {
    get: reading('Messages, newest first', page(messageViewSchema), { query: messagesQuerySchema }),
    post: once('Send a text by hand, from a template and with a reason', pathId, {
      body: sendBodySchema,
      status: '201',
    }),
  },
  '/messages/{id}': { get: reading('One message', messageViewSchema, { path: pathId }) },
  '/messages/{id}/cancel': {
    post: operation('Let a message go that was not sent yet', { path: pathId, answer: messageViewSchema }),
  },
  '/messages/templates': {
    get: reading('Templates and reminders as configured', list(z.looseObject({}))),
  },
  '/messages/preview': {
    post: operation('What a template makes: text, parts, price, and whether it may be sent', {
      body: previewBodySchema,
      answer: previewSchema,
    }),
  },
  '/messages/report': {
    get: reading('Mailing report; roles manager and senior', mailingReportSchema, { query: mailingQuerySchema }),
  },
  '/messages/accounts': { get: reading('SMS accounts: money and whether they send', smsAccountsSchema) },
  '/messages/accounts/{account}/resume': {
    post: operation('A stopped account goes on; roles it and manager', {
      path: z.object({ account: z.string() }),
      answer: z.object({ resumed: z.boolean() }),
    }),
  },
  '/messages/stop-list': { get: reading('Numbers that get nothing', list(stopSchema), { query: phone.partial() }) },
  '/messages/stop-list/{phone}': {
    put: operation('Put a number on the stop-list', { path: phone, body: stopBodySchema, answer: list(stopSchema) }),
    delete: operation('Take a number off the stop-list; roles manager and senior', { path: phone }),
  },
  '/messages/consents': {
    get: reading('What a person agreed to and refused, newest first', list(consentSchema), { query: phone }),
    post: operation('Keep a consent or a refusal', {
      body: consentBodySchema,
      answer: list(consentSchema),
      status: '201',
      description: 'kept',
    }),
  },
};
