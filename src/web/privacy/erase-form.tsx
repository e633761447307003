import { Alert, Button, Group, List, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../api/save-file.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { reasons, type Preview, type Subject } from './shapes.ts';

interface EraseFormProps {
  subject: Subject;
  onAnother(): void;
  onClose(): void;
}

/** What is kept and would go; the button wakes when the name, or the number, was typed. */
export function EraseForm({ subject, onAnother, onClose }: EraseFormProps) {
  const { t } = useTranslation();
  const { api, me } = useWorkplace();
  const queries = useQueryClient();
  const [reason, setReason] = useState<string>(reasons[0]);
  const [reference, setReference] = useState('');
  const [confirm, setConfirm] = useState('');
  const preview = useQuery({
    queryKey: ['privacy', subject],
    queryFn: ({ signal }) => api.send<Preview>('privacy/preview', { body: subject, signal }),
    gcTime: 0,
  });
  const held = useMutation({
    mutationFn: () => api.send('privacy/held', { body: subject }),
    onSuccess: (told) => saveFile(new Blob([JSON.stringify(told, null, 2)], { type: 'application/json' }), 'held.json'),
  });
  const erase = useMutation({
    mutationFn: () =>
      api.send<{ erasure: string }>('privacy/erasures', {
        body: { subject, reason, confirm, ...(reference.trim() !== '' && { reference: reference.trim() }) },
      }),
    onSuccess: () => void queries.invalidateQueries(),
  });
  const another = (
    <Button variant="subtle" onClick={onAnother}>
      {t('privacy.another')}
    </Button>
  );
  if (erase.isSuccess)
    return (
      <Stack align="flex-start">
        <Text role="status" fw={600} data-testid="erased">
          {t('privacy.done', { erasure: erase.data.erasure })}
        </Text>
        <Text>{t('privacy.doneHint')}</Text>
        <Button onClick={onClose}>{t('privacy.close')}</Button>
      </Stack>
    );
  if (preview.isPending) return <Text>{t('privacy.looking')}</Text>;
  if (preview.isError)
    return (
      <>
        <ProblemAlert error={preview.error} />
        {another}
      </>
    );
  const { people, counts, shared, mentions, confirm: wanted } = preview.data;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        erase.mutate();
      }}
    >
      <Stack>
        <Text fw={600}>
          {people.length === 0
            ? t('privacy.aNumber')
            : people.map(({ name, source, externalId }) => `${name} (${source}: ${externalId})`).join(', ')}
        </Text>
        <List size="sm" data-testid="would-go">
          {Object.entries(counts)
            .filter(([, count]) => count > 0)
            .map(([what, count]) => (
              <List.Item key={what}>
                {t(`privacy.counts.${what}`)}: {count}
              </List.Item>
            ))}
        </List>
        {shared > 0 && <Alert>{t('privacy.shared', { count: shared })}</Alert>}
        {mentions > 0 && <Alert color="yellow">{t('privacy.mentions', { count: mentions })}</Alert>}
        {me?.role === 'manager' && (
          <Group>
            <Button variant="default" loading={held.isPending} onClick={() => held.mutate()} data-testid="held">
              {t('privacy.held')}
            </Button>
          </Group>
        )}
        {held.isError && <ProblemAlert error={held.error} />}
        <NativeSelect
          label={t('privacy.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data={reasons.map((value) => ({ value, label: t(`privacy.reasons.${value}`) }))}
          data-testid="erase-reason"
        />
        <TextInput
          label={t('privacy.reference')}
          description={t('privacy.referenceHint')}
          value={reference}
          maxLength={60}
          onChange={(event) => setReference(event.currentTarget.value)}
          data-testid="erase-reference"
        />
        <TextInput
          label={t('privacy.confirm', { word: wanted })}
          value={confirm}
          autoComplete="off"
          onChange={(event) => setConfirm(event.currentTarget.value)}
          data-testid="erase-confirm"
        />
        {erase.isError && <ProblemAlert error={erase.error} />}
        <Group justify="space-between">
          {another}
          <Button
            type="submit"
            color="red"
            loading={erase.isPending}
            disabled={confirm.trim().toLowerCase() !== wanted.toLowerCase()}
            data-testid="erase"
          >
            {t('privacy.erase')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
