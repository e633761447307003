/** Fields that hold a person's name, by the words that PBXs use for them. Labels of lines and schemes are none. */
const personal =
  /(?:^|[_.-])(?:fio|name)$|(?:contact|caller|client|employee|user|operator|agent|callee|called|manager|first|last|middle|full)[_.-]?(?:full[_.-]?)?(?:id[_.-]?)?name|^(?:display|sur)name$|фио|(?:^|_)comment$/i;
const technical =
  /(?:event|notification|scenario|tree|line|trunk|group|queue|scheme|tag|file|campaign|notification)[_.-]?(?:full[_.-]?)?name$/i;
const email = /[\p{L}\d._%+-]+(?:@|%40)[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/giu;

export interface NameReplacer {
  /** The text with the names that these fields hold, and every address of e-mail, replaced. */
  replace(text: string, fields: readonly (readonly [name: string, value: string])[]): string;
}

/** Replaces people's names consistently: one name is always replaced by the same other one. */
export function createNameReplacer(): NameReplacer {
  const fakes = new Map<string, string>();
  const fakeOf = (real: string, kind: 'name' | 'address'): string => {
    const known = fakes.get(real.toLowerCase());
    if (known !== undefined) return known;
    const number = fakes.size + 1;
    const fake = kind === 'name' ? `Имя ${number}` : `name${number}@example.com`;
    fakes.set(real.toLowerCase(), fake);
    return fake;
  };
  return {
    replace(text, fields) {
      const names = fields
        .filter(([field, value]) => personal.test(field) && !technical.test(field) && /\p{L}{2}/u.test(value))
        .map(([, value]) => value)
        .sort((one, other) => other.length - one.length);
      const named = names.reduce(
        (left, name) =>
          encodings.reduce((all, encode) => {
            const real = encode(name);
            return real === '' ? all : all.replaceAll(real, encode(fakeOf(name, 'name')));
          }, left),
        text,
      );
      // SIP addresses look like e-mail; those of a PBX are technical and stay.
      return named.replace(email, (address, at: number) =>
        /(?:sips?:|sip%3A)$/i.test(named.slice(Math.max(0, at - 7), at)) || /sip/i.test(address.split(/@|%40/)[1] ?? '')
          ? address
          : fakeOf(address, 'address'),
      );
    },
  };
}

/** As the value stands in JSON, in a form, in a query, in XML. */
const encodings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => asciiJson(value),
  (value) => encodeURIComponent(value),
  (value) => encodeURIComponent(value).replaceAll('%20', '+'),
  (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
];

function asciiJson(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
