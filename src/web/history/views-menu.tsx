import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import IconBookmark from '@tabler/icons-react/dist/esm/icons/IconBookmark.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkplace } from '../workplace/workplace-context.ts';
import classes from './history.module.css';
import { useSavedViews } from './saved-views.ts';

/** Filters that this person keeps under a name. */
export function ViewsMenu({ query, onOpen }: { query: string; onOpen(query: string): void }) {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const who = me?.user?.login ?? me?.label ?? '';
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus width={300}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={18} aria-hidden="true" />}
          onClick={() => setOpen(!open)}
          data-testid="views"
        >
          {t('history.views')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('history.views')}>
        <Views
          key={who}
          who={who}
          query={query}
          onOpen={(wanted) => {
            setOpen(false);
            onOpen(wanted);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Views({ who, query, onOpen }: { who: string; query: string; onOpen(query: string): void }) {
  const { t } = useTranslation();
  const { views, save, remove } = useSavedViews(who);
  const [name, setName] = useState('');
  return (
    <div className={classes.views}>
      {views.length === 0 && <p className={classes.quiet}>{t('history.noViews')}</p>}
      {views.map((view) => (
        <div key={view.name} className={classes.view}>
          <Button
            variant={view.query === query ? 'light' : 'subtle'}
            justify="start"
            fullWidth
            onClick={() => onOpen(view.query)}
            data-testid="view"
          >
            {view.name}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('history.removeView', { name: view.name })}
            onClick={() => remove(view.name)}
            data-testid="remove-view"
          >
            <IconTrash size={18} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <form
        className={classes.view}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          save({ name: name.trim(), query });
          setName('');
        }}
      >
        <TextInput
          aria-label={t('history.viewName')}
          placeholder={t('history.viewName')}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="view-name"
        />
        <Button type="submit" disabled={name.trim() === ''} data-testid="save-view">
          {t('history.saveView')}
        </Button>
      </form>
    </div>
  );
}
