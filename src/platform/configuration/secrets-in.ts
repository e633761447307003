const found = new WeakMap<object, string[]>();

/** Values of settings whose key says that they are secret, however deep. Settings never change after they were read. */
export function secretsIn(settings: unknown): string[] {
  if (settings === null || typeof settings !== 'object') return [];
  let secrets = found.get(settings);
  if (secrets === undefined) {
    secrets = search(settings, false);
    found.set(settings, secrets);
  }
  return secrets;
}

function search(settings: unknown, secret: boolean): string[] {
  if (typeof settings === 'string') return secret && settings !== '' ? [settings] : [];
  if (settings === null || typeof settings !== 'object') return [];
  return Object.entries(settings).flatMap(([key, value]) =>
    search(value, secret || /secret|token|password|key|salt/i.test(key)),
  );
}
