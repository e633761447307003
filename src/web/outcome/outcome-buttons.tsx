import { Button, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CallOutcome } from '../../contracts/outcomes.ts';
import classes from './outcome.module.css';

interface OutcomeButtonsProps {
  outcomes: readonly CallOutcome[];
  chosen: CallOutcome | null;
  saving: CallOutcome | null;
  disabled: boolean;
  /** What a button says instead of the plain word. */
  wordOf?(outcome: CallOutcome): string | null;
  /** The first of them stand on the keys from 1 on; they work now, or will (their room is kept). */
  keys?: 'now' | 'later' | undefined;
  labelledBy: string;
  onChoose(outcome: CallOutcome): void;
}

/** What may come of a call, one click each. */
export function OutcomeButtons(props: OutcomeButtonsProps) {
  const { t } = useTranslation();
  const { outcomes, chosen, saving, disabled, wordOf, keys, labelledBy, onChoose } = props;
  return (
    <div className={classes.outcomes} role="group" aria-labelledby={labelledBy}>
      {outcomes.map((outcome, index) => (
        <Button
          key={outcome}
          size="compact-md"
          variant={chosen === outcome ? 'filled' : 'default'}
          aria-pressed={chosen === outcome}
          aria-keyshortcuts={keys === 'now' && index < 7 ? String(index + 1) : undefined}
          loading={saving === outcome}
          disabled={disabled}
          onClick={() => onChoose(outcome)}
          {...(keys !== undefined &&
            index < 7 && {
              leftSection: (
                <Kbd
                  size="xs"
                  className={classes.key ?? ''}
                  data-later={keys === 'later' || undefined}
                  aria-hidden="true"
                >
                  {index + 1}
                </Kbd>
              ),
            })}
          data-testid="outcome-choice"
          data-outcome={outcome}
        >
          {wordOf?.(outcome) ?? t(`outcome.words.${outcome}`)}
        </Button>
      ))}
    </div>
  );
}
