import { Alert, Button, Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnce } from '../api/use-once.ts';
import { Dialog } from '../page/dialog.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { money } from './money.ts';
import { reasonWords } from './reason-words.ts';
import classes from './messages.module.css';
import type { Preview, Template } from './shapes.ts';

/** A template as it would go: text, parts, price, and whether it may; and sending it by hand. */
export function PreviewDialog({ template, onClose }: { template: Template; onClose(): void }) {
  const { t, i18n } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const languages = (['ru', 'en'] as const).filter((one) => template.text[one] !== undefined);
  const [language, setLanguage] = useState<string>(
    languages.find((one) => one === i18n.language) ?? languages[0] ?? 'ru',
  );
  const [branch, setBranch] = useState(me?.branches[0]?.id ?? '');
  const [shared, setShared] = useState(false);
  const [phone, setPhone] = useState('');
  const [why, setWhy] = useState('');
  const [typed] = useDebouncedValue(phone.trim(), 400);
  const number = typed.replace(/\D/g, '').length >= 10 ? typed : '';
  const asked = {
    ...{ template: template.id, language, shared },
    ...(branch !== '' && { branch }),
    ...(number !== '' && { phone: number }),
  };
  const preview = useQuery({
    queryKey: ['messages', 'preview', asked],
    queryFn: ({ signal }) => api.send<Preview>('messages/preview', { body: asked, signal }),
    placeholderData: keepPreviousData,
  });
  const sending = useOnce((body: object, key) => api.send('messages', { body, key }), {
    onSettled: () => void queries.invalidateQueries({ queryKey: ['messages', 'list'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    sending.mutate({ template: template.id, branch, phone: number, why });
  };
  return (
    <Dialog title={template.name ?? template.id} onClose={onClose} testId="preview-dialog">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div className={classes.form}>
            {languages.length > 1 && (
              <NativeSelect
                label={t('header.language')}
                value={language}
                onChange={(event) => setLanguage(event.currentTarget.value)}
                data={languages.map((one) => ({ value: one, label: one.toUpperCase() }))}
                data-testid="preview-language"
              />
            )}
            {(me?.branches.length ?? 0) > 1 && (
              <NativeSelect
                className={classes.grow ?? ''}
                label={t('messages.branch')}
                value={branch}
                onChange={(event) => setBranch(event.currentTarget.value)}
                data={(me?.branches ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </div>
          <Checkbox
            label={t('messages.asShared')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
            data-testid="preview-shared"
          />
          {preview.error !== null && <ProblemAlert error={preview.error} />}
          {preview.data !== undefined && <Previewed preview={preview.data} />}
          <div className={classes.form}>
            <TextInput
              className={classes.grow ?? ''}
              label={t('messages.sendTo')}
              type="tel"
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
              data-testid="send-phone"
            />
            <TextInput
              className={classes.grow ?? ''}
              label={t('messages.why')}
              value={why}
              maxLength={500}
              onChange={(event) => setWhy(event.currentTarget.value)}
              data-testid="send-why"
            />
            <Button
              type="submit"
              disabled={
                number === '' || typed !== phone.trim() || why.trim().length < 3 || preview.data?.refusal !== null
              }
              loading={sending.isPending}
              data-testid="send"
            >
              {t('messages.send')}
            </Button>
          </div>
          {sending.error !== null && <ProblemAlert error={sending.error} />}
          {sending.isSuccess && (
            <Alert color="green" role="status" data-testid="sent">
              {t('messages.sending')}
            </Alert>
          )}
        </Stack>
      </form>
    </Dialog>
  );
}

function Previewed({ preview }: { preview: Preview }) {
  const { t, i18n } = useTranslation();
  const { text, parts, encoding, left, price, refusal } = preview;
  return (
    <div data-testid="previewed">
      {text !== null && <p className={classes.bubble}>{text}</p>}
      {parts !== null && encoding !== null && (
        <p className={classes.quiet} data-testid="preview-size">
          {[
            t('messages.partCount', { count: parts }),
            t(`messages.encodings.${encoding}`),
            left !== null && t('messages.left', { count: left }),
            price === null ? t('messages.noPrice') : t('messages.price', { price: money(price, i18n.language) }),
          ]
            .filter((word) => typeof word === 'string')
            .join(' · ')}
        </p>
      )}
      {refusal !== null && (
        <Alert color="red" title={t('messages.wouldNotGo')} data-testid="preview-refusal">
          {reasonWords(t, refusal)}
        </Alert>
      )}
    </div>
  );
}
