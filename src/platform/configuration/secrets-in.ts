/** Values of settings whose key says that they are secret, however deep. */
export function secretsIn(settings: unknown, secret = false): string[] {
  if (typeof settings === 'string') return secret && settings !== '' ? [settings] : [];
  if (settings === null || typeof settings !== 'object') return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    secretsIn(value, secret || /secret|token|password|key|salt/i.test(key)),
  );
}
