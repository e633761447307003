import { useTranslation } from 'react-i18next';
import classes from './rules-page.module.css';
import type { Found } from './shapes.ts';

/** Mistakes or warnings, each with its line and what to write instead; a click goes there. */
export function FoundList({ found, onOpen }: { found: readonly Found[]; onOpen(found: Found): void }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.found}>
      {found.map((one, index) => (
        <li key={index}>
          <button type="button" onClick={() => onOpen(one)} data-testid="rules-found">
            {one.line !== null && <b>{t('rules.line', { line: one.line })}</b>} <span lang="en">{one.message}</span>
            <span lang="en" className={classes.remedy}>
              {one.remedy}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
