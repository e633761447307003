import type { TFunction } from 'i18next';
import type { AccountDraft, BranchDraft } from './draft.ts';
import type { FoundProblem, Provider } from './shapes.ts';

/** «Филиал 2: Север», «Филиал» where there is one without a name. */
export function branchTitle(t: TFunction, branches: readonly BranchDraft[], index: number): string {
  const name = branches[index]?.name.trim() ?? '';
  const which = branches.length > 1 ? t('setup.branchNumber', { number: index + 1 }) : t('setup.branch');
  return name === '' ? which : `${which}: ${name}`;
}

/** «UIS / CoMagic», and which of several it is by its name in the file. */
export function accountTitle(
  { id, provider }: AccountDraft,
  { providers, fallback }: { providers: readonly Provider[]; fallback: string },
): string {
  const name = providers.find((one) => one.id === provider)?.name ?? provider;
  if (name === '') return fallback;
  return id === null || id === provider ? name : `${name} · ${id}`;
}

/** A mistake: of what the set-up asks for in its language, else in the server's words. */
export function mistakeWords(t: TFunction, { key, message, remedy }: FoundProblem): string {
  return t(`setup.wrong.${key.replaceAll(/\[\d+\]/g, '').replaceAll('.', '-')}`, {
    defaultValue: `${message} ${remedy}`,
  });
}
