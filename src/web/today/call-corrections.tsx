import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callClasses, type CallClass } from '../../contracts/call-classes.ts';
import type { CallRow } from '../api/shapes.ts';
import { useCorrectCaller } from '../calls/use-correct-caller.ts';
import { codeWords } from '../words/code-words.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './today.module.css';

/** What people said of a call, each to be taken back, and what it is to be counted as. */
export function CallCorrections({ row }: { row: CallRow }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const { undo, saving, failed } = useCorrectCaller(row.id);
  const corrections = useQuery({
    queryKey: ['corrections', row.id],
    queryFn: ({ signal }) => api.corrections(row.id, signal),
  });
  const counting = useMutation({
    mutationFn: (callClass: CallClass | null) => api.setClass(row.id, callClass),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['calls'] }),
        queries.invalidateQueries({ queryKey: ['corrections', row.id] }),
      ]),
  });
  const corrected = row.caller.reasons.includes('corrected-by-person');
  const said = (corrections.data?.items ?? []).filter((correction) => !correction.undone);
  return (
    <>
      {row.direction !== 'internal' && (
        <NativeSelect
          className={classes.countAs ?? ''}
          size="xs"
          label={t('correct.countAs')}
          value={corrected && row.class !== null ? row.class : ''}
          disabled={counting.isPending}
          onChange={(event) => {
            const chosen = callClasses.find((one) => one === event.currentTarget.value);
            counting.mutate(chosen ?? null);
          }}
          data={[
            { value: '', label: t('correct.byRules') },
            ...callClasses.map((one) => ({ value: one, label: codeWords(t, 'classes', one) })),
          ]}
          data-testid="count-as"
        />
      )}
      {said.map((correction) => (
        <p key={correction.id} className={classes.marked} data-testid="said">
          {codeWords(t, 'correct.said', correction.what)} · {correction.who}{' '}
          <Button
            variant="default"
            size="compact-xs"
            loading={saving}
            onClick={() => undo(correction.id)}
            data-testid="undo-said"
          >
            {t('correct.undo')}
          </Button>
        </p>
      ))}
      {(failed || counting.isError) && (
        <p role="alert" className={classes.marked}>
          {t('calls.chooseFailed')}
        </p>
      )}
    </>
  );
}
