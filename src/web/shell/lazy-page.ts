import i18next from 'i18next';
import { type ComponentType, lazy } from 'react';

/** What the module of a page exports: the page, and its own words, which the main bundle does not carry. */
export interface PageModule<Props = object> {
  Page: ComponentType<Props>;
  words?: Record<'ru' | 'en', object>;
}

/** A page whose code is loaded when it is first opened. */
export function lazyPage(load: () => Promise<PageModule>): ComponentType {
  return lazyPart(load);
}

/** The same for a part of a page, which is told something. */
export function lazyPart<Props extends object>(load: () => Promise<PageModule<Props>>): ComponentType<Props> {
  return lazy(async () => {
    const { Page, words } = await load();
    for (const [language, tree] of Object.entries(words ?? {}))
      i18next.addResourceBundle(language, 'translation', tree, true, true);
    return { default: Page };
  }) as ComponentType<Props>;
}
