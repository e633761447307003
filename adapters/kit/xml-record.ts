import { XMLParser } from 'fast-xml-parser';

/** Notifications in XML are a few kilobytes; anything larger is not read for strangers. */
const largest = 65_536;

/**
 * An XML document as nested records without the prefixes of namespaces: text as text, an attribute as `@name`, the text
 * of an element that has attributes as `#text`. No entities beyond the five of XML are resolved. Null for no document.
 */
export function readXml(body: Buffer): Record<string, unknown> | null {
  if (body.length > largest) return null;
  const text = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (!text.startsWith('<') || /<!DOCTYPE/i.test(text)) return null;
  try {
    return parser().parse(text, true) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function parser(): XMLParser {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
  });
}

/** The text at a path of names, whether or not the element has attributes. Null for nothing. */
export function xmlText(source: unknown, ...path: string[]): string | null {
  let value: unknown = source;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['#text'] : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
