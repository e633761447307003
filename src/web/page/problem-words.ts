import type { TFunction } from 'i18next';
import { ApiProblem } from '../api/api.ts';

/**
 * `problems.<code>` of the language files where there is one (a code is the end of a problem's `type`), else by the
 * status; what the server wrote stands below, because it names the wrong field.
 */
export function problemWords(t: TFunction, error: unknown): { title: string; detail: string } {
  if (!(error instanceof ApiProblem)) return { title: t('problems.unexpected'), detail: '' };
  const known = error.type === '' ? '' : t(`problems.${error.type}`, { ...error.values, defaultValue: '' });
  if (known !== '') return { title: known, detail: '' };
  const byStatus =
    error.status === 0
      ? 'notReached'
      : error.status === 403
        ? 'notAllowed'
        : error.status === 404
          ? 'notFound'
          : error.status >= 500
            ? 'serverFailed'
            : 'refused';
  return { title: t(`problems.${byStatus}`), detail: error.status >= 500 ? '' : error.detail };
}
