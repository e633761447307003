import { lazyPart } from '../shell/lazy-page.ts';
import type { RequestFormProps } from './request-form.tsx';

/** The form of a request; loaded when it is first asked for. */
export const FormOfCall = lazyPart<RequestFormProps>(async () => {
  const { RequestForm, words } = await import('./request-form.tsx');
  return { Page: RequestForm, words };
});
