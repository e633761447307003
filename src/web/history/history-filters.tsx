import { Button, Checkbox, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { type RefObject, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callClasses } from '../../contracts/call-classes.ts';
import { presetPeriod } from '../page/period.ts';
import { PeriodPicker } from '../page/period-picker.tsx';
import { codeWords } from '../words/code-words.ts';
import { serverNow } from '../words/server-clock.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';
import { directions, hiddenFilters, kinds, results, type HistoryFilter } from './history-filter.ts';

interface HistoryFiltersProps {
  searchInput: RefObject<HTMLInputElement | null>;
  filter: HistoryFilter;
  zone: string;
  onChange(next: Partial<HistoryFilter>): void;
}

const searchAfterMs = 300;

/** What is asked for most: a name or number, when, how it ended. */
export function HistoryFilters({ searchInput, filter, zone, onChange }: HistoryFiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <SearchInput ref={searchInput} value={filter.search} onChange={(search) => onChange({ search })} />
      {filter.period === null ? (
        <Button
          variant="default"
          onClick={() => onChange({ period: presetPeriod('month', zone, serverNow()) })}
          data-testid="period-all"
        >
          {t('history.allTime')} ×
        </Button>
      ) : (
        <PeriodPicker value={filter.period} zone={zone} onChange={(period) => onChange({ period })} />
      )}
      <NativeSelect
        aria-label={t('history.result')}
        value={filter.result}
        onChange={(event) => onChange({ result: results.find((one) => one === event.currentTarget.value) ?? '' })}
        data={[
          { value: '', label: t('history.anyResult') },
          ...results.map((value) => ({ value, label: t(`history.results.${value}`) })),
        ]}
        data-testid="result"
      />
    </>
  );
}

/** How the list is shown, and what is asked for now and then. */
export function ListFilters({ filter, onChange }: Pick<HistoryFiltersProps, 'filter' | 'onChange'>) {
  const { t } = useTranslation();
  const hidden = hiddenFilters(filter);
  const [open, setOpen] = useState(hidden > 0);
  const moreId = useId();
  return (
    <div className={classes.shown}>
      <SegmentedControl
        size="sm"
        aria-label={t('history.grouping')}
        value={filter.grouped ? 'grouped' : 'calls'}
        data={[
          { value: 'grouped', label: t('history.grouped') },
          { value: 'calls', label: t('history.ungrouped') },
        ]}
        onChange={(value) => onChange({ grouped: value === 'grouped' })}
        data-testid="grouping"
      />
      <Button
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden="true" />}
        aria-expanded={open}
        aria-controls={moreId}
        onClick={() => setOpen(!open)}
        data-testid="more-filters"
      >
        {t('history.filters')}
        {hidden > 0 && ` (${hidden})`}
      </Button>
      <div id={moreId} className={classes.moreFilters} hidden={!open}>
        {open && <MoreFilters filter={filter} onChange={onChange} />}
      </div>
    </div>
  );
}

function MoreFilters({ filter, onChange }: Pick<HistoryFiltersProps, 'filter' | 'onChange'>) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const branches = me?.branches ?? [];
  const ofBranch = ({ branch }: { branch: string }): boolean => filter.branch === '' || branch === filter.branch;
  return (
    <>
      {branches.length > 1 && (
        <NativeSelect
          aria-label={t('history.branch')}
          value={filter.branch}
          onChange={(event) => onChange({ branch: event.currentTarget.value, line: '', seat: '' })}
          data={[
            { value: '', label: t('history.anyBranch') },
            ...branches.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          data-testid="branch"
        />
      )}
      <NativeSelect
        aria-label={t('calls.line')}
        value={filter.line}
        onChange={(event) => onChange({ line: event.currentTarget.value })}
        data={[
          { value: '', label: t('history.anyLine') },
          ...(me?.lines ?? []).filter(ofBranch).map(({ number, name }) => ({ value: number, label: name })),
        ]}
        data-testid="line"
      />
      <NativeSelect
        aria-label={t('history.class')}
        value={filter.class}
        onChange={(event) => onChange({ class: callClasses.find((one) => one === event.currentTarget.value) ?? '' })}
        data={[
          { value: '', label: t('history.anyClass') },
          ...callClasses.map((value) => ({ value, label: codeWords(t, 'classes', value) })),
        ]}
        data-testid="class-filter"
      />
      <NativeSelect
        aria-label={t('history.kind')}
        value={filter.kind}
        onChange={(event) => onChange({ kind: kinds.find((one) => one === event.currentTarget.value) ?? '' })}
        data={[
          { value: '', label: t('history.anyKind') },
          ...kinds.map((value) => ({ value, label: t(`history.kinds.${value}`) })),
        ]}
        data-testid="kind"
      />
      <NativeSelect
        aria-label={t('history.direction')}
        value={filter.direction}
        onChange={(event) => onChange({ direction: directions.find((one) => one === event.currentTarget.value) ?? '' })}
        data={[
          { value: '', label: t('history.anyDirection') },
          ...directions.map((value) => ({ value, label: t(`history.directions.${value}`) })),
        ]}
        data-testid="direction"
      />
      <NativeSelect
        aria-label={t('history.operator')}
        value={filter.seat}
        onChange={(event) => onChange({ seat: event.currentTarget.value })}
        data={[
          { value: '', label: t('history.anyOperator') },
          ...(me?.seats ?? []).filter(ofBranch).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        data-testid="operator"
      />
      <Checkbox
        label={t('history.withRecording')}
        checked={filter.recording}
        onChange={(event) => onChange({ recording: event.currentTarget.checked })}
        data-testid="with-recording"
      />
    </>
  );
}

/** Asks when the typing pauses; a filter from elsewhere (a saved view, a link) replaces what stands here. */
function SearchInput({
  ref,
  value,
  onChange,
}: {
  ref: RefObject<HTMLInputElement | null>;
  value: string;
  onChange(search: string): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  if (value !== asked) {
    setAsked(value);
    setText(value);
  }
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => {
      setAsked(text);
      onChange(text);
    }, searchAfterMs);
    return () => clearTimeout(timer);
    // The timer belongs to the text; a new function of the parent must not start it anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, asked]);
  return (
    <TextInput
      ref={ref}
      className={classes.search ?? ''}
      type="search"
      aria-label={t('today.search')}
      aria-keyshortcuts="/"
      placeholder={t('history.searchHint')}
      leftSection={<IconSearch size={18} aria-hidden="true" />}
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.currentTarget.value)}
      data-testid="history-search"
    />
  );
}
