/** True when the Accept header would rather have XML than JSON. Both wanted alike, or none named: JSON. */
export function acceptsXml(accept: string | undefined): boolean {
  const wanted = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.trim().toLowerCase().split(';');
    const quality = parameters
      .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
      .find((q) => q !== undefined);
    return { type: type.trim(), quality: Number(quality ?? 1) };
  });
  const best = (kind: RegExp) =>
    Math.max(0, ...wanted.filter(({ type }) => kind.test(type)).map(({ quality }) => quality));
  return best(/[/+]xml$/) > best(/[/+]json$/);
}
