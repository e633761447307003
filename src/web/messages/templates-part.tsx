import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../page/page-frame.tsx';
import { usePlaces, useWorkplace } from '../workplace/workplace-context.ts';
import classes from './messages.module.css';
import { PreviewDialog } from './preview-dialog.tsx';
import type { Reminder, Template, Templates } from './shapes.ts';
import { useTemplates } from './use-templates.ts';

/** The texts of the clinic; who writes them does it in the configuration. */
export function TemplatesPart({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation();
  const { api } = useWorkplace();
  const [open, setOpen] = useState<Template | null>(null);
  const templates = useQuery({
    queryKey: ['messages', 'templates'],
    queryFn: ({ signal }) => api.get<Templates>('messages/templates', signal),
  });
  const { items = [], reminders = [] } = templates.data ?? {};
  return (
    <>
      <PageFrame
        title={t('pages.messages')}
        note={tabs}
        query={templates}
        isEmpty={items.length === 0}
        empty={t('messages.noTemplates')}
      >
        <ul className={classes.cards}>
          {items.map((template) => (
            <li key={template.id} className={classes.card} data-testid="template">
              <div className={classes.head}>
                <h3>{template.name ?? template.id}</h3>
                <span className={classes.quiet}>
                  {[
                    t(`messages.classes.${template.class}`),
                    template.templateId !== undefined && t('messages.registered', { id: template.templateId }),
                  ]
                    .filter((word) => typeof word === 'string')
                    .join(' · ')}
                </span>
                <Button
                  variant="default"
                  size="compact-md"
                  onClick={() => setOpen(template)}
                  data-testid="template-preview"
                >
                  {t('messages.preview')}
                </Button>
              </div>
              {Object.entries(template.text).map(([language, text]) => (
                <p key={language} className={classes.bubble} lang={language}>
                  {text}
                </p>
              ))}
              {template.shared !== undefined && (
                <>
                  <div className={classes.quiet}>{t('messages.sharedText')}</div>
                  {Object.entries(template.shared).map(([language, text]) => (
                    <p key={language} className={classes.bubble} lang={language}>
                      {text}
                    </p>
                  ))}
                </>
              )}
            </li>
          ))}
        </ul>
        {reminders.length > 0 && <Reminders reminders={reminders} />}
      </PageFrame>
      {open !== null && <PreviewDialog template={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Reminders({ reminders }: { reminders: readonly Reminder[] }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const { nameOf } = useTemplates();
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return (
    <section>
      <h3 className={classes.subtitle}>{t('messages.reminders')}</h3>
      <ul>
        {reminders.map((reminder) => (
          <li key={reminder.id}>
            {[
              reminder.dayBefore !== undefined
                ? t('messages.dayBefore', { time: clock(reminder.dayBefore) })
                : t('messages.hoursBefore', { hours: reminder.hoursBefore ?? 0 }),
              nameOf(reminder.template),
              reminder.branches?.map((id) => places.branchName(id)).join(', '),
              reminder.answers !== 'none' && t(`messages.answersBy.${reminder.answers}`),
            ]
              .filter((word) => typeof word === 'string')
              .join(' · ')}
          </li>
        ))}
      </ul>
    </section>
  );
}
