import { useEffect, useEffectEvent } from 'react';
import { digitOf } from './digit-of.ts';

/** Where a digit is part of what somebody writes or chooses. */
const writing =
  'textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=listbox], [role=menu], [role=slider], ' +
  'input:not([type=checkbox], [type=radio], [type=button])';

/** Keys of the page rest while a window stands before it. */
export type KeyPlace = 'page' | 'window';

/** Whether a key pressed there may act on the card: nobody writes, and no window stands before it. */
export function isFreeKey(event: KeyboardEvent, where: KeyPlace = 'page'): boolean {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey)
    return false;
  const { target } = event;
  if (target instanceof Element && target.closest(writing) !== null) return false;
  return where === 'window' || document.querySelector('[aria-modal=true]') === null;
}

/** Digits act while `active`, anywhere on the page but where somebody writes. `press` answers whether it took the key. */
export function useDigits(active: boolean, press: (digit: number) => boolean, where: KeyPlace = 'page'): void {
  const onDigit = useEffectEvent(press);
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent): void => {
      const digit = digitOf(event.code);
      if (digit !== null && isFreeKey(event, where) && onDigit(digit)) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [active, where]);
}
