import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type BranchDraft, isLineTold, isSeatTold, placeInFile } from './draft.ts';
import { Entry } from './entry.tsx';
import classes from './setup.module.css';
import type { StepProps } from './step-props.ts';
import { branchTitle } from './titles.ts';

/** Workplaces with the extensions that ring there, and the public numbers. What is not known yet, a test call tells. */
export function SeatsStep({ draft, onChange, wrong }: Pick<StepProps, 'draft' | 'onChange' | 'wrong'>) {
  const { t } = useTranslation();
  const { branches } = draft;
  return (
    <Stack>
      <p className={classes.note}>{t('setup.seatsHint')}</p>
      {branches.map((branch, index) => (
        <Entry key={index} title={branchTitle(t, branches, index)} testId="seats-of-branch">
          <SeatsOfBranch
            branch={branch}
            onChange={(part) => onChange({ branches: branches.with(index, { ...branch, ...part }) })}
            wrong={(field) => wrong(`branches[${index}].${field}`)}
          />
        </Entry>
      ))}
    </Stack>
  );
}

interface SeatsOfBranchProps {
  branch: BranchDraft;
  onChange(part: Partial<BranchDraft>): void;
  wrong: StepProps['wrong'];
}

function SeatsOfBranch({ branch, onChange, wrong }: SeatsOfBranchProps) {
  const { t } = useTranslation();
  const { seats, lines } = branch;
  const setSeat = (index: number, part: Partial<(typeof seats)[number]>): void =>
    onChange({ seats: seats.map((seat, place) => (place === index ? { ...seat, ...part } : seat)) });
  const setLine = (index: number, part: Partial<(typeof lines)[number]>): void =>
    onChange({ lines: lines.map((line, place) => (place === index ? { ...line, ...part } : line)) });
  const wrongSeat = (index: number, field: string) => wrong(`seats[${placeInFile(seats, index, isSeatTold)}].${field}`);
  const wrongLine = (index: number, field: string) => wrong(`lines[${placeInFile(lines, index, isLineTold)}].${field}`);
  return (
    <Stack>
      {seats.map((seat, index) => (
        <Group key={index} className={classes.row ?? ''} wrap="nowrap" align="flex-end" data-testid="seat-row">
          <TextInput
            label={t('setup.seat')}
            value={seat.name}
            onChange={(event) => setSeat(index, { name: event.currentTarget.value })}
            error={wrongSeat(index, 'name')}
            placeholder={t('setup.seatExample')}
            data-testid="seat-name"
          />
          <TextInput
            label={t('setup.extensions')}
            value={seat.extensions}
            onChange={(event) => setSeat(index, { extensions: event.currentTarget.value })}
            error={wrongSeat(index, 'extensions')}
            placeholder="101"
            data-testid="seat-extensions"
          />
          <Remove onClick={() => onChange({ seats: seats.toSpliced(index, 1) })} />
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          onClick={() => onChange({ seats: [...seats, { id: null, name: '', extensions: '' }] })}
          data-testid="add-seat"
        >
          {t('setup.addSeat')}
        </Button>
      </Group>
      {lines.map((line, index) => (
        <Group key={index} className={classes.row ?? ''} wrap="nowrap" align="flex-end" data-testid="line-row">
          <TextInput
            label={t('setup.lineNumber')}
            value={line.number}
            onChange={(event) => setLine(index, { number: event.currentTarget.value })}
            error={wrongLine(index, 'number')}
            placeholder="+7 495 000-01-01"
            inputMode="tel"
            data-testid="line-number"
          />
          <TextInput
            label={t('setup.lineName')}
            value={line.name}
            onChange={(event) => setLine(index, { name: event.currentTarget.value })}
            error={wrongLine(index, 'name')}
            placeholder={t('setup.lineExample')}
            data-testid="line-name"
          />
          <Remove onClick={() => onChange({ lines: lines.toSpliced(index, 1) })} />
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          onClick={() => onChange({ lines: [...lines, { number: '', name: '' }] })}
          data-testid="add-line"
        >
          {t('setup.addLine')}
        </Button>
      </Group>
    </Stack>
  );
}

function Remove({ onClick }: { onClick(): void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" onClick={onClick} aria-label={t('setup.remove')}>
      ×
    </Button>
  );
}
