import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unbound } from '../cockpit/shapes.ts';
import { ProblemAlert } from '../page/problem-alert.tsx';
import { formatPhone } from '../words/format-phone.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './setup.module.css';
import type { SetupState, Written } from './shapes.ts';
import { useApply } from './use-apply.ts';

/** «UIS: Иванова Мария звонит. Это место: [Ресепшен 1]»: bound by one press, without an id to be typed. */
export function BindOne({ unbound, state }: { unbound: Unbound; state: SetupState }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const apply = useApply();
  const { account, kind, value, name, extensions } = unbound;
  const seats = state.branches.flatMap((branch) => branch.seats);
  const known = [...new Set([...extensions, ...seats.flatMap((seat) => seat.extensions)])];
  const [choice, setChoice] = useState<string>(kind === 'extension' ? (seats[0]?.id ?? '') : (known[0] ?? ''));
  const [branch, setBranch] = useState(state.branches[0]?.id ?? '');
  const [called, setCalled] = useState(kind === 'line' ? '' : (name ?? ''));
  const isNew = kind === 'line' || (kind === 'extension' && choice === '');
  const bind = useMutation({
    async mutationFn() {
      const what =
        kind === 'extension' && choice !== ''
          ? { seat: choice }
          : kind === 'employee'
            ? { extension: choice }
            : { branch, ...(called.trim() !== '' && { name: called.trim() }) };
      await api.send<Written>('configuration/bind', { body: { base: state.base, account, kind, value, ...what } });
      if (state.mayRestart) await apply();
    },
  });
  const shown = kind === 'line' ? formatPhone(value) : value;
  return (
    <div className={classes.bind} data-testid="bind" data-kind={kind}>
      <b>{t(`setup.unbound.${kind}`, { value: name === null ? shown : `${shown} (${name})` })}</b>
      <Group gap="sm" align="flex-end">
        {kind === 'extension' && (
          <Select
            label={t('setup.thisSeat')}
            data={[
              ...seats.map((seat) => ({ value: seat.id, label: seat.name })),
              { value: '', label: t('setup.newSeat') },
            ]}
            value={choice}
            onChange={(next) => setChoice(next ?? '')}
            allowDeselect={false}
            data-testid="bind-seat"
          />
        )}
        {kind === 'employee' && (
          <TextInput
            label={t('setup.itsExtension')}
            value={choice}
            onChange={(event) => setChoice(event.currentTarget.value.trim())}
            data-testid="bind-extension"
          />
        )}
        {isNew && (
          <TextInput
            label={kind === 'line' ? t('setup.lineName') : t('setup.seat')}
            value={called}
            onChange={(event) => setCalled(event.currentTarget.value)}
            placeholder={kind === 'line' ? t('setup.lineExample') : t('setup.seatExample')}
            data-testid="bind-name"
          />
        )}
        {isNew && state.branches.length > 1 && (
          <Select
            label={t('setup.branch')}
            data={state.branches.map((one) => ({ value: one.id, label: one.name }))}
            value={branch}
            onChange={(next) => setBranch(next ?? '')}
            allowDeselect={false}
          />
        )}
        <Button
          onClick={() => bind.mutate()}
          loading={bind.isPending}
          disabled={kind === 'employee' && choice === ''}
          data-testid="bind-it"
        >
          {t('setup.bind')}
        </Button>
      </Group>
      {bind.isPending && <span role="status">{t('setup.beginning')}</span>}
      {bind.isSuccess && !state.mayRestart && <span role="status">{t('setup.restartByHand')}</span>}
      {bind.error !== null && <ProblemAlert error={bind.error} />}
    </div>
  );
}
