/** Desktop notifications need a secure address (HTTPS or this computer). */
export function canNotify(): boolean {
  return 'Notification' in window && window.isSecureContext;
}

/** Only while nobody looks at the page. The text names no one: the counter and people passing by see it. */
export function notifyRing(callId: string, text: string): void {
  if (!canNotify() || Notification.permission !== 'granted' || document.visibilityState === 'visible') return;
  const notification = new Notification(text, { tag: callId, silent: true });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}
