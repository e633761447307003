const browsers = [
  [/YaBrowser\//, 'Yandex Browser'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** «Chrome, Windows» out of a User-Agent; what it is not made for stays as it is. */
export function browserName(agent: string): string {
  const named = [browsers, systems].map((names) => names.find(([pattern]) => pattern.test(agent))?.[1]);
  const known = named.filter((name) => name !== undefined);
  return known.length > 0 ? known.join(', ') : agent.slice(0, 60) || '?';
}
