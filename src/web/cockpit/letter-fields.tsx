import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './cockpit.module.css';
import type { DeadLetter } from './shapes.ts';

/** Without these the thing cannot be sent at all. */
const needed: readonly string[] = ['text'];

/** Corrects what may be corrected of a thing that was refused. What is left empty stays as it is; null empties a field. */
export function LetterFields({ letter, onClose }: { letter: DeadLetter; onClose(): void }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [written, setWritten] = useState<Record<string, string | null>>({});
  const changed = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== ''));
  const save = useMutation({
    mutationFn: () => api.send(`deliveries/${letter.id}/payload`, { method: 'PUT', body: changed }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['deliveries'] });
      onClose();
    },
  });
  return (
    <form
      className={classes.column}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
      data-testid="letter-fields"
    >
      {Object.entries(letter.editable ?? {}).map(([name, now]) => (
        <Group key={name} gap="md" align="end">
          <TextInput
            label={t(`cockpit.field.${name}`, { defaultValue: name })}
            description={
              typeof now === 'string' ? t('cockpit.standsThere', { value: now }) : t('cockpit.standsNothing')
            }
            value={written[name] ?? ''}
            disabled={written[name] === null}
            onChange={(event) => setWritten({ ...written, [name]: event.currentTarget.value })}
            data-testid={`field-${name}`}
          />
          {now !== null && !needed.includes(name) && (
            <Checkbox
              label={t('cockpit.emptied')}
              checked={written[name] === null}
              onChange={(event) => setWritten({ ...written, [name]: event.currentTarget.checked ? null : '' })}
              data-testid={`empty-${name}`}
            />
          )}
        </Group>
      ))}
      <Group gap="xs">
        <Button
          type="submit"
          size="compact-md"
          loading={save.isPending}
          disabled={Object.keys(changed).length === 0}
          data-testid="save-payload"
        >
          {t('cockpit.save')}
        </Button>
        <Button size="compact-md" variant="default" onClick={onClose}>
          {t('cockpit.cancel')}
        </Button>
      </Group>
      {save.error !== null && <ProblemAlert error={save.error} />}
    </form>
  );
}
