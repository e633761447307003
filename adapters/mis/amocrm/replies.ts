import { z } from 'zod';

const id = z.number().int();

export const contactsReply = z
  .object({
    _embedded: z.object({
      contacts: z.array(
        z.object({
          id,
          name: z.string().nullish(),
          custom_fields_values: z
            .array(
              z.object({
                field_code: z.string().nullish(),
                values: z.array(z.object({ value: z.unknown() })),
              }),
            )
            .nullish(),
        }),
      ),
    }),
  })
  .transform(({ _embedded: { contacts } }) => contacts);

/** `errors` names calls that were not added: nobody there has the number. */
export const callsReply = z
  .object({
    errors: z.array(z.unknown()).nullish(),
    _embedded: z.object({
      calls: z.array(z.object({ id, entity_id: id.nullish(), entity_type: z.string().nullish() })),
    }),
  })
  .transform(({ _embedded: { calls } }) => calls);

export const unsortedReply = z
  .object({
    _embedded: z.object({ unsorted: z.array(z.object({ uid: z.string().min(1) })) }),
  })
  .transform(({ _embedded: { unsorted } }) => unsorted);

export const unsortedListReply = z
  .object({
    _embedded: z.object({
      unsorted: z.array(
        z.object({
          uid: z.string(),
          metadata: z.looseObject({ uniq: z.unknown().optional(), form_id: z.unknown().optional() }).nullish(),
        }),
      ),
    }),
  })
  .transform(({ _embedded: { unsorted } }) => unsorted);

export const notesReply = z
  .object({
    _embedded: z.object({
      notes: z.array(z.object({ id, entity_id: id, params: z.looseObject({ uniq: z.unknown() }).nullish() })),
    }),
  })
  .transform(({ _embedded: { notes } }) => notes);
export const noteReply = z
  .object({ _embedded: z.object({ notes: z.array(z.object({ id })).min(1) }) })
  .transform(({ _embedded: { notes } }) => notes);
/** Ordinary notes. */
export const textNotesReply = z
  .object({
    _embedded: z.object({
      notes: z.array(z.object({ id, params: z.looseObject({ text: z.string().nullish() }).nullish() })),
    }),
  })
  .transform(({ _embedded: { notes } }) => notes);
export const tasksReply = z
  .object({ _embedded: z.object({ tasks: z.array(z.object({ id })).min(1) }) })
  .transform(({ _embedded: { tasks } }) => tasks);
export const taskListReply = z
  .object({
    _embedded: z.object({ tasks: z.array(z.object({ id, text: z.string().nullish() })) }),
  })
  .transform(({ _embedded: { tasks } }) => tasks);
export const accountReply = z.object({ id });
