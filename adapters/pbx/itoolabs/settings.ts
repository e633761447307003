import { z } from 'zod';
import { numberSettings } from '../../kit/number-settings.ts';

/** The other direction, CRM → PBX, whose address and key stand beside ours in the cabinet. */
const apiSettings = z.strictObject({
  generation: z.enum(['rest', 'form']).meta({
    description: '`rest` where the address ends with /crmapi/v1, `form` where it ends with /sys/crm_api.wcgp.',
  }),
  url: z.url({ protocol: /^https?$/, error: 'This is not an http(s) address.' }).meta({
    description: '«Адрес АТС» of the cabinet, as it stands there.',
    examples: ['https://clinic.megapbx.ru/crmapi/v1', 'https://clinic.gravitel.ru/sys/crm_api.wcgp'],
  }),
  key: z.string().min(8, 'must have at least 8 characters').meta({
    writeOnly: true,
    description: '«Ключ для авторизации в АТС» of the cabinet; not the one that the PBX sends us.',
  }),
  uidIsCallid: z.boolean().default(false).meta({
    description:
      'Whether the `uid` of a call in the list of the PBX is the `callid` of its notifications; see the README. Only then is the list read: with other ids every call would stand twice.',
  }),
});

export const itoolabsSettings = z.strictObject({
  token: z.string().min(8, 'must have at least 8 characters').meta({
    writeOnly: true,
    description: 'The key that the cabinet shows beside our address; sent as `crm_token` with every request.',
  }),
  ...numberSettings,
  employees: z
    .record(z.string(), z.union([z.string().min(1).max(40), z.number().int().nonnegative()]))
    .default({})
    .meta({
      description:
        'PBX login → extension: for users whose notifications carry no `ext`, and for whoever calls are sent to.',
      examples: ['{ andy: 101 }'],
    }),
  duration: z.enum(['call', 'talk']).default('call').meta({
    description: 'What `duration` counts: the whole call with the waiting, or the talk alone.',
  }),
  api: apiSettings.optional(),
});
export type ItoolabsSettings = z.infer<typeof itoolabsSettings>;
export type ItoolabsApiSettings = z.infer<typeof apiSettings>;
