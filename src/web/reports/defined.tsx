import { Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './reports.module.css';
import { useDefinitions } from './use-definitions.ts';

interface DefinedProps {
  /** Of the definition. */
  of: string;
  name: string;
}

/** The name of a figure and, behind the question mark, what it counts. */
export function Defined({ of, name }: DefinedProps) {
  // The question mark never stands alone at the beginning of a line.
  const cut = name.lastIndexOf(' ') + 1;
  return (
    <>
      {name.slice(0, cut)}
      <span className={classes.together}>
        {name.slice(cut)} <Definition of={of} name={name} />
      </span>
    </>
  );
}

/** The question mark alone, for where the name stands already. */
export function Definition({ of, name }: DefinedProps) {
  const { t } = useTranslation();
  const text = useDefinitions()(of);
  if (text === undefined) return null;
  return (
    <Popover width={300} position="bottom-start" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.ask}
          aria-label={t('reports.definitions.ask', { name })}
          data-testid={`define-${of}`}
        >
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.definition ?? ''} data-testid="definition">
        <b>{name}</b>
        <p>{text}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
