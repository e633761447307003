import { z } from 'zod';

const path = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .refine((text) => text.split('|').every((choice) => choice.split('+').every((part) => part.trim() !== '')), {
    error: 'A name is missing beside | or +.',
  });

const field = (description: string, example: string) => path.optional().meta({ description, examples: [example] });

/**
 * Where in a notification a value stands. A path is a name of the JSON or form (`call_id`), names with dots for what is
 * nested (`call.from.number`), `a|b` for the first of several that has a value, `a+b` for two values joined by a blank,
 * `@path` for what follows the secret in the address and `@header.name` for a header.
 */
export const fieldsSchema = z
  .strictObject({
    event: path.meta({
      description: 'What happened, in the words of the PBX; `events` tells what they mean.',
      examples: ['type'],
    }),
    callId: path.meta({
      description: 'The id that all notifications of one call have in common.',
      examples: ['call.id'],
    }),
    leg: field('The id of one attempt at one extension, where the PBX tells it.', 'call.leg_id'),
    linkedCall: field('The id of another call that is the same conversation, as after a transfer.', 'transfer.call_id'),
    time: field('When it happened; see timeFormat and zone.', 'timestamp'),
    startTime: field('When the call began, where one notification tells of the whole call.', 'started_at'),
    answerTime: field(
      'When it was answered, where one notification tells of the whole call; empty: it was not.',
      'answered_at',
    ),
    endTime: field('When it ended, where one notification tells of the whole call.', 'ended_at'),
    from: field('Number of the caller: the patient of an incoming call, our own number of an outgoing one.', 'from'),
    to: field('Number that was called: our own number of an incoming call, the patient of an outgoing one.', 'to'),
    external: field(
      'Number of the patient whatever the direction, where the PBX has such a field; instead of from and to.',
      'client_phone',
    ),
    line: field('Our own public number, or the name of the trunk (see lines), whatever the direction.', 'did'),
    extension: field('Internal number of the operator that rings or talks.', 'operator.ext'),
    employee: field(
      "The PBX's own id of the operator, where it sends no internal number; see employees.",
      'operator.id',
    ),
    direction: field(
      'Incoming, outgoing or internal, in the words of the PBX; `directions` tells what they mean.',
      'direction',
    ),
    recording: field('Web address of the recording.', 'record_url'),
    waitSeconds: field('How long the caller waited; see durationUnit.', 'wait'),
    talkSeconds: field('How long they talked.', 'billsec'),
    totalSeconds: field('How long the call was from its start to its end.', 'duration'),
    reason: field("The PBX's own word for why the call ended so.", 'hangup_cause'),
    initiator: field('What placed the call, where it was not a person: a widget, an API user.', 'source'),
  })
  .meta({
    description: 'Where each value stands in a notification of the PBX, by its path.',
    examples: ['{ event: type, callId: call.id, from: from, to: to, extension: operator.ext }'],
  });
export type MappedFields = z.infer<typeof fieldsSchema>;
export type FieldName = keyof MappedFields;

/** In the order in which a sample is explained. */
export const fieldNames = Object.keys(fieldsSchema.shape) as FieldName[];
