import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { BadRequest } from './bad-request.ts';

type Node = string | { [name: string]: Node | Node[] };

const parser = new XMLParser({ ignoreDeclaration: true, parseTagValue: false, removeNSPrefix: true });

/**
 * The timetable in the shape that it has in JSON, every value a string. The name of the root and of the elements
 * inside the three lists is not in the vendor's text, so any is read.
 */
export function timetableFromXml(text: string): Record<string, unknown> {
  // Nothing of a timetable needs a DOCTYPE; entities that grow without end do.
  if (/<!DOCTYPE/i.test(text)) throw new BadRequest('Расписание не принято: в XML не должно быть DOCTYPE.');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new BadRequest(`Расписание не принято: XML не читается, строка ${valid.err.line}.`);
  const [root] = Object.values(parser.parse(text) as Record<string, Node>);
  if (typeof root !== 'object') return {};
  return {
    Doctors: items(root['Doctors'], 'Id'),
    Branches: items(root['Branches'], 'Id'),
    Intervals: items(root['Intervals'], 'DoctorId'),
  };
}

/** `<Doctors><Doctor>…</Doctor></Doctors>` and a repeated `<Doctors>…</Doctors>` alike. */
function items(node: Node | Node[] | undefined, field: string): Node[] | undefined {
  if (node === undefined) return undefined;
  if (Array.isArray(node)) return node.flatMap((each) => items(each, field) ?? []);
  if (typeof node === 'string') return node.trim() === '' ? [] : [node];
  if (field in node) return [node];
  return Object.values(node).flatMap((child) => (Array.isArray(child) ? child : [child]));
}
