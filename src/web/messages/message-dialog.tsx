import { Button, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import { Phone } from '../page/phone.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useNow } from '../words/use-now.ts';
import { momentWords } from '../words/visit-moment.ts';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import { money } from './money.ts';
import { reasonWords } from './reason-words.ts';
import classes from './messages.module.css';
import type { Message } from './shapes.ts';
import { useTemplates } from './use-templates.ts';

/** The text of a message, its way and its receipts; what still waits may be called off. */
export function MessageDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const places = usePlaces();
  const { nameOf } = useTemplates();
  const queries = useQueryClient();
  const now = useNow(60_000);
  const moment = (instant: string): string => momentWords(t, instant, places.zone(message.branch), i18n.language, now);
  const cancelling = useMutation({
    mutationFn: () => api.send(`messages/${message.id}/cancel`),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['messages'] }),
  });
  const facts: [string, ReactNode][] = [
    [t('messages.to'), message.phone === null ? t('messages.erased') : <Phone number={message.phone} />],
    [
      t('messages.state'),
      [t(`messages.states.${message.state}`), message.reason !== null && reasonWords(t, message.reason), message.code]
        .filter((word) => typeof word === 'string')
        .join(' · '),
    ],
    [t('messages.dueAt'), moment(message.dueAt)],
  ];
  if (message.sentAt !== null) facts.push([t('messages.sentAt'), moment(message.sentAt)]);
  if (message.deliveredAt !== null) facts.push([t('messages.deliveredAt'), moment(message.deliveredAt)]);
  if (message.answer !== null)
    facts.push([
      t('messages.answer'),
      [t(`messages.answers.${message.answer}`), message.answeredAt !== null && moment(message.answeredAt)]
        .filter((word) => typeof word === 'string')
        .join(' · '),
    ]);
  facts.push([
    t('messages.template'),
    [nameOf(message.template), t(`messages.classes.${message.class}`), message.reminder].filter(Boolean).join(' · '),
  ]);
  if (message.parts !== null)
    facts.push([
      t('messages.size'),
      [
        t('messages.partCount', { count: message.parts }),
        message.cost === null ? null : money(message.cost, i18n.language),
      ]
        .filter((one) => one !== null)
        .join(' · '),
    ]);
  if (message.account !== null)
    facts.push([t('messages.account'), [message.account, message.sender].filter(Boolean).join(' · ')]);
  if (message.who !== null) facts.push([t('messages.byHand'), [message.who, message.why].filter(Boolean).join(' · ')]);
  const waits = message.state === 'planned' || message.state === 'due';
  return (
    <Dialog title={t('messages.one')} onClose={onClose} testId="message-dialog">
      <Stack gap="md">
        {message.text === null ? (
          <p className={classes.quiet}>{t(waits ? 'messages.notWritten' : 'messages.textGone')}</p>
        ) : (
          <p className={classes.bubble}>{message.text}</p>
        )}
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        {cancelling.error !== null && <ProblemAlert error={cancelling.error} />}
        {waits && (
          <Button
            variant="default"
            loading={cancelling.isPending}
            onClick={() => cancelling.mutate()}
            data-testid="message-cancel"
          >
            {t('messages.cancel')}
          </Button>
        )}
      </Stack>
    </Dialog>
  );
}
