import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import { useWorkplace } from '../workplace/workplace-context.ts';
import { AccountsPart } from './accounts-part.tsx';
import { MailingPart } from './mailing-part.tsx';
import { MessagesPart } from './messages-part.tsx';
import classes from './messages.module.css';
import { StopListPart } from './stop-list-part.tsx';
import { TemplatesPart } from './templates-part.tsx';
import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };

const parts = [
  { id: 'list', roles: ['reception', 'senior', 'manager', 'it'], Part: MessagesPart },
  { id: 'report', roles: ['senior', 'manager'], Part: MailingPart },
  { id: 'templates', roles: ['reception', 'senior', 'manager', 'it'], Part: TemplatesPart },
  { id: 'stop-list', roles: ['reception', 'senior', 'manager', 'it'], Part: StopListPart },
  { id: 'accounts', roles: ['senior', 'manager', 'it'], Part: AccountsPart },
] as const;

/** «Сообщения»: what went to whom and arrived, the report, the templates, the stop-list, the accounts. */
export function Page() {
  const { t } = useTranslation();
  const { me } = useWorkplace();
  const { part: asked } = useParams<{ part?: string }>();
  const own = parts.filter(({ roles }) => roles.some((role) => role === me?.role));
  const current = own.find(({ id }) => id === asked) ?? parts[0];
  const tabs = (
    <nav aria-label={t('pages.messages')} className={classes.parts}>
      {own.map(({ id }) => (
        <Link
          key={id}
          href={id === 'list' ? '/messages' : `/messages/${id}`}
          aria-current={id === current.id ? 'page' : undefined}
          data-testid={`part-${id}`}
        >
          {t(`messages.parts.${id}`)}
        </Link>
      ))}
    </nav>
  );
  return <current.Part tabs={tabs} />;
}
