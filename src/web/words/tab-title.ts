import i18next from 'i18next';

const shown: { page: string | null; ring: string | null } = { page: null, ring: null };

/** The name of the tab: the ring while somebody rings, else the page, and always the product. */
export function nameTab(part: Partial<typeof shown>): void {
  Object.assign(shown, part);
  const product = i18next.t('product');
  document.title =
    shown.ring !== null ? `● ${shown.ring} · ${product}` : shown.page !== null ? `${shown.page} · ${product}` : product;
}
