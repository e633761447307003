/**
 * The path in front of the app: empty, or a proxy's, without a slash at the end. The server writes a relative `<base>`
 * into the page it answers, so that `/settings/users` finds its files too; here it becomes absolute once, because the
 * address will change without the page being loaded anew.
 */
export function freezeAppBase(): void {
  const base = document.querySelector('base');
  if (base !== null) base.href = document.baseURI;
}

export function appBase(): string {
  return new URL(document.baseURI).pathname.replace(/\/[^/]*$/, '');
}
