import { Autocomplete, Button, Group, NumberInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../page/dialog.tsx';
import { PeriodPicker } from '../page/period-picker.tsx';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { ReportFilter } from './report-filter.ts';
import type { Spend } from './shapes.ts';

interface SpendDialogProps {
  /** Null: a new one. */
  spend: Spend | null;
  campaigns: readonly string[];
  filter: ReportFilter;
  onClose(): void;
}

/** What a campaign cost in a time. */
export function SpendDialog({ spend, campaigns, filter, onClose }: SpendDialogProps) {
  const { t, i18n } = useTranslation();
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const [campaign, setCampaign] = useState(spend?.campaign ?? '');
  const [period, setPeriod] = useState({ from: spend?.from ?? filter.from, to: spend?.to ?? filter.to });
  const [amount, setAmount] = useState<number | string>(spend?.amount ?? '');
  const done = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['reports'] });
    onClose();
  };
  const saving = useMutation({
    mutationFn: () =>
      api.send(spend === null ? 'reports/spend' : `reports/spend/${spend.id}`, {
        method: spend === null ? 'POST' : 'PUT',
        body: { campaign: campaign.trim(), ...period, amount: Number(amount) },
      }),
    onSuccess: done,
  });
  const removing = useMutation({
    mutationFn: () => api.send(`reports/spend/${spend?.id ?? ''}`, { method: 'DELETE' }),
    onSuccess: done,
  });
  const failed = saving.error ?? removing.error;
  return (
    <Dialog
      title={t(spend === null ? 'reports.spend.add' : 'reports.spend.edit')}
      onClose={onClose}
      size="md"
      testId="spend-dialog"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Stack>
          <Autocomplete
            label={t('reports.by.channel')}
            description={t('reports.spend.campaignHint')}
            data={[...campaigns]}
            value={campaign}
            onChange={setCampaign}
            maxLength={200}
            required
            data-autofocus
            data-testid="spend-campaign"
          />
          <PeriodPicker value={period} onChange={setPeriod} zone={filter.zone} future />
          <NumberInput
            label={t('reports.spend.amount')}
            value={amount}
            onChange={setAmount}
            min={0}
            max={1e11}
            decimalScale={2}
            decimalSeparator={i18n.language === 'ru' ? ',' : '.'}
            thousandSeparator=" "
            allowedDecimalSeparators={[',', '.']}
            hideControls
            required
            data-testid="spend-amount"
          />
          {failed !== null && <ProblemAlert error={failed} />}
          <Group justify="space-between">
            <Button
              type="submit"
              loading={saving.isPending}
              disabled={campaign.trim() === '' || amount === ''}
              data-testid="spend-save"
            >
              {t('reports.spend.save')}
            </Button>
            {spend !== null && (
              <Button
                color="red"
                variant="outline"
                loading={removing.isPending}
                onClick={() => removing.mutate()}
                data-testid="spend-remove"
              >
                {t('reports.spend.remove')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
