import { lazyPart } from '../shell/lazy-page.ts';
import type { WishOfCallerProps } from '../tasks/wish-of-caller.tsx';

/** The form of the waiting list; loaded when it is first asked for. */
export const WishOfCall = lazyPart<WishOfCallerProps>(async () => {
  const { WishOfCaller, words } = await import('../tasks/wish-of-caller.tsx');
  return { Page: WishOfCaller, words };
});
